"""The cover: the main run's result in short."""
