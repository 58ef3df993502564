"""Reports become records that know where they came from; records become quads."""
