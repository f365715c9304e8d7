"""The carrier simulator, over real HTTP."""
