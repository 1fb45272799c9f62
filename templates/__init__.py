"""Jinja templates, a package so that they travel with the distribution."""
