"""The site: composes everything, imported by nobody; the public face."""
