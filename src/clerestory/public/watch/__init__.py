"""Look at a published site from outside."""
