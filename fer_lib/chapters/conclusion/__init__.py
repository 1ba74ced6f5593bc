"""Chapter 18: what remains. Its lists of claims are made when the book is built, by ``book/_ext/claims_by_verdict.py``."""
