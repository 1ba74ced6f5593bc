"""What the tests of chapter 11 share."""
