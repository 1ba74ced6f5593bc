"""The built-in data: synthetic grey faces whose expressions are composed of facial action units.

Action units: Ekman & Friesen, *Facial Action Coding System* (1978); Ekman, Friesen & Hager, *FACS: The
Manual on CD-ROM* (2002). Prototypes of the expressions: Friesen & Ekman, *EMFACS-7* (1983).
"""

from fer_lib.data.synthetic.action_units import ACTION_UNITS, PROTOTYPES
from fer_lib.data.synthetic.generate import GENERATOR_VERSION, SyntheticFaces, generate, is_drawn_faces

__all__ = ["ACTION_UNITS", "GENERATOR_VERSION", "PROTOTYPES", "SyntheticFaces", "generate", "is_drawn_faces"]
