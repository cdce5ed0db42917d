"""The register of an event: on the page, on paper, and on phones that need no signal."""
