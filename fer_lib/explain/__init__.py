"""What a network looks at: attribution maps and their tests, activation maximization, feature maps.

Each idea is a module of its own and is imported by its full name; what only reads results does not import torch.
"""
