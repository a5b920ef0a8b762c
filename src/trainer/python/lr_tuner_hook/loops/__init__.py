"""The loops of the script, from its stack and its source."""
