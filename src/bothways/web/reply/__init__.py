"""Pages for whoever was sent a link: they answer one thing, without an account."""
