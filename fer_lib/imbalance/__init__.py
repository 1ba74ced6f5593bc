"""Learning from unbalanced classes: losses, sampling, and an ablation that compares them on mask images.

``methods`` lists what is compared, made of ``losses`` and ``sampling``; ``ablation`` trains report E's network with
each of them, ``scores`` judges the answers, and ``results`` keeps the runs on the disk.
"""
