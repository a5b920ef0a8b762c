"""Which process this is, who else is there, and how it ends, at the latest with the host."""
