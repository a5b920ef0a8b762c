"""Keras 3, on whatever computes for it: each file takes hold of one part, once the script has imported Keras."""
