"""What the methods and regions are called in the book."""

from fer_lib.language import Text

METHOD_NAMES: dict[str, Text] = {
    "gradient": Text("gradient", "梯度"),
    "guided_backpropagation": Text("guided backprop", "導引反向傳播"),
    "smooth_grad": Text("SmoothGrad", "SmoothGrad"),
    "integrated_gradients": Text("integrated gradients", "積分梯度"),
    "grad_cam": Text("Grad-CAM", "Grad-CAM"),
    "occlusion": Text("occlusion", "遮蔽法"),
    "random": Text("random order", "隨機順序"),
}
"""Each method by its key; ``random`` stands for no method at all."""

REGION_NAMES: dict[str, Text] = {
    "brows": Text("brows", "眉毛"),
    "eyes": Text("eyes", "眼睛"),
    "nose": Text("nose", "鼻子"),
    "mouth": Text("mouth", "嘴巴"),
    "rest": Text("rest", "其餘"),
}
"""The regions of a face, in the order of all arrays over regions."""
