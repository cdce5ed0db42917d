"""Pages for parents and pupils, opened by a link or a code. They show nothing about a child."""
