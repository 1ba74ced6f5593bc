"""captum, imported without the warning of its progress bar.

In a notebook without ipywidgets tqdm warns on import that it will draw no bar; captum imports it and draws none here.
"""

import warnings

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", "IProgress not found")
    from captum import attr
    from captum.metrics import sensitivity_max

__all__ = ["attr", "sensitivity_max"]
