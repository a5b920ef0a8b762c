"""Trainers of frameworks built on PyTorch: they know how long a training is, and measure its validation themselves."""
