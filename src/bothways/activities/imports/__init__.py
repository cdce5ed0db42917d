"""Lists of pupils as schools really have them."""
