"""Farcall's Python side. ``farcall.worker`` is what runs on a host: the standard library only, Python 3.8 and later."""
