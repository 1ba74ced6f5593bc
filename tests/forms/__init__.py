"""Every form in which users have their faces, as the whole book."""
