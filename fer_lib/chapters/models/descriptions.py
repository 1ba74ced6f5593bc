"""What each network is, in a heading and a few sentences."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from fer_lib.chapters.models.network import Network
from fer_lib.language import Text
from fer_lib.network_code import is_reference
from fer_lib.wording import paragraph

NOTHING = Text("", "")


@dataclass(frozen=True)
class Description:
    """A network in words.

    Attributes:
        title: whose network it is.
        text: how it is built. The numbers stand in its diagram.
        of_report: what its report says of it, and what is known of it only by inference.
        plain_title: what it is, where a book speaks of no report.
        plain_text: how it is built, where a book speaks of no report and ``text`` alone would not do.
    """

    title: Text
    text: Text
    of_report: Text = NOTHING
    plain_title: Text = NOTHING
    plain_text: Text = NOTHING

    def without_reports(self) -> "Description":
        """The same, with not a word of the report that the network is from."""
        return Description(self.plain_title, self.plain_text if self.plain_text.en else self.text)


DESCRIPTIONS: dict[str, Description] = {
    "report-a": Description(
        Text("Report A", "報告 A"),
        Text(
            "Convolutions, each with batch normalization {cite:p}`ioffe2015batchnorm` and an activation function, "
            "then two fully connected layers, without dropout. The first four blocks end in a max pooling that halves "
            "the side; the last convolution has no padding and turns 3 × 3 into 1 × 1.",
            "每層卷積後面接批次正規化 {cite:p}`ioffe2015batchnorm` 與活化函數，最後是兩層全連接層，沒有 dropout。"
            "前四個區塊以最大池化收尾，把邊長減半；最後一層卷積沒有填補，把 3 × 3 變成 1 × 1。",
        ),
        of_report=Text(
            "The report gives the total of the parameters, not the channels; only one plausible list of channels has "
            "that total.",
            "報告只給了參數總量，沒有給通道數；合理的通道數組合中，只有一組算得出這個總量。",
        ),
        plain_title=Text("Six convolutions with batch normalization", "六層卷積，附批次正規化"),
    ),
    "report-a-deep5": Description(
        Text("Report A, for its filters", "報告 A：看濾波器用"),
        Text(
            "The network whose filters report A shows by activation maximization: one block fewer than its first network, "
            "and each block as wide as that one's next block. The report gives the filters of the third and the fifth "
            "layer; the other widths follow by doubling.",
            "報告 A 用活化最大化展示濾波器時用的模型：比第一個模型少一個區塊，每個區塊都和第一個模型的下一個區塊一樣寬。"
            "報告給了第三層與第五層的濾波器數，其餘的寬度由加倍推得。",
        ),
        plain_title=Text("Five convolutions with batch normalization", "五層卷積，附批次正規化"),
        plain_text=Text(
            "Five wide convolutions, each with batch normalization {cite:p}`ioffe2015batchnorm` and an activation "
            "function, then two fully connected layers. All but the last convolution end in a max pooling that halves "
            "the side.",
            "五層較寬的卷積，每層後面接批次正規化 {cite:p}`ioffe2015batchnorm` 與活化函數，最後是兩層全連接層。"
            "除了最後一層，每層卷積都以最大池化收尾，把邊長減半。",
        ),
    ),
    "report-b-cnn": Description(
        Text("Report B, convolutional", "報告 B：卷積網路"),
        Text(
            "Four convolutions without normalization, three poolings with dropout, then four fully connected layers.",
            "四層沒有正規化的卷積、三次池化（各接 dropout），再接四層全連接層。",
        ),
        of_report=Text(
            "The report gives neither the dropout rate nor the place of the poolings; both are chosen here, and "
            "neither changes the number of parameters.",
            "報告沒有說 dropout 的比率，也沒有說池化放在哪裡；兩者都由我們選定，而且都不影響參數量。",
        ),
        plain_title=Text("Four convolutions without normalization", "四層沒有正規化的卷積"),
    ),
    "report-b-dnn": Description(
        Text("Report B, fully connected", "報告 B：全連接網路"),
        Text(
            "Three fully connected layers take the place of the convolutions; the last four layers stay. It was meant "
            "to have as many parameters as the convolutional one.",
            "以三層全連接層取代卷積，最後四層不變。原意是讓參數量和卷積網路一樣多。",
        ),
        plain_title=Text("Seven fully connected layers", "七層全連接層"),
        plain_text=Text(
            "Seven fully connected layers without normalization, the first three with dropout.",
            "七層沒有正規化的全連接層，前三層附 dropout。",
        ),
    ),
    "report-c": Description(
        Text("Report C", "報告 C"),
        Text(
            "The first kernel is 5 × 5, and in the last two convolutions the normalization comes *after* the "
            "activation. A LeakyReLU passes negative values on, multiplied by its slope, which stands beside it.",
            "第一個卷積核是 5 × 5，而且最後兩層卷積的正規化在活化函數*之後*。LeakyReLU 會讓負值乘上斜率後通過，"
            "斜率寫在它的旁邊。",
        ),
        plain_title=Text("Four convolutions with LeakyReLU", "四層使用 LeakyReLU 的卷積"),
    ),
    "report-c-simple": Description(
        Text("The simple network for explanations", "解釋用的簡單模型"),
        Text(
            "Three convolutions, which the course allowed for the explanations of report C. Of these only the numbers "
            "of filters are known; kernels, normalization, ReLU and poolings are chosen here. Each map of the last "
            "convolution is averaged to one value.",
            "課程允許在報告 C 的解釋題使用的三層卷積網路。已知的只有濾波器數；卷積核、正規化、ReLU 與池化都由我們選定。"
            "最後一層卷積的每張特徵圖取平均，成為一個值。",
        ),
        plain_title=Text("Three convolutions", "三層卷積"),
        plain_text=Text(
            "Three convolutions, each with batch normalization, ReLU and a pooling. Each map of the last one is "
            "averaged to one value, and one fully connected layer follows.",
            "三層卷積，每層後面接批次正規化、ReLU 與池化。最後一層的每張特徵圖取平均，成為一個值，再接一層全連接層。",
        ),
    ),
    "report-d-cnn": Description(
        Text("Report D, convolutional", "報告 D：卷積網路"),
        Text(
            "Five stages of two convolutions of the same width, as in VGG {cite:p}`simonyan2015vgg`, each stage with "
            "a pooling and dropout at its end.",
            "五個階段，每個階段有兩層同寬的卷積，如同 VGG {cite:p}`simonyan2015vgg`，並以池化與 dropout 收尾。",
        ),
        plain_title=Text("Ten convolutions after VGG", "十層卷積，仿照 VGG"),
    ),
    "report-d-dnn": Description(
        Text("Report D, fully connected", "報告 D：全連接網路"),
        Text(
            "Six fully connected layers with nearly as many parameters as the convolutional network; the "
            "normalization comes after the activation.",
            "六層全連接層，參數量和卷積網路相近；正規化在活化函數之後。",
        ),
        plain_title=Text("Six fully connected layers", "六層全連接層"),
        plain_text=Text(
            "Six fully connected layers; the normalization comes after the activation.",
            "六層全連接層；正規化在活化函數之後。",
        ),
    ),
    "report-e-digits": Description(
        Text("Report E, for digits", "報告 E：手寫數字用"),
        Text(
            "One fully connected hidden layer. Report E wrote it in NumPy; here it is the same network in PyTorch. It "
            "takes pixels from 0 to 1.",
            "只有一層全連接的隱藏層。報告 E 以 NumPy 寫成，這裡是同一個模型的 PyTorch 版，輸入的像素值從 0 到 1。",
        ),
        plain_title=Text("One hidden layer", "一層隱藏層"),
        plain_text=Text(
            "One fully connected hidden layer, which takes pixels from 0 to 1.",
            "只有一層全連接的隱藏層，輸入的像素值從 0 到 1。",
        ),
    ),
    "report-e-masks": Description(
        Text("Report E, for masks", "報告 E：口罩用"),
        Text(
            "One convolution, a pooling that leaves a sixteenth of its values, and one fully connected layer.",
            "一層卷積、一次只留下十六分之一數值的池化，再接一層全連接層。",
        ),
        of_report=Text(
            "The report prints how many values that layer takes, so padding and stride are known.",
            "報告列出了全連接層的輸入個數，填補與步幅因此可以確定。",
        ),
        plain_title=Text("One convolution", "一層卷積"),
    ),
    "vgg-fer-small": Description(
        Text("Ours, for two CPU cores", "我們的模型：雙核心 CPU 用"),
        Text(
            "Built after VGG to reach as much as possible on two cores within an hour. Only one convolution sees the "
            "full resolution, where a CPU mostly waits for memory. Convolutions have no biases, because batch "
            "normalization would subtract them again.",
            "仿照 VGG 設計，目標是用兩顆核心在一小時內做到最好。只有一層卷積在原始解析度上運算，因為在那裡 CPU "
            "多半在等記憶體。卷積沒有偏差項，因為批次正規化反正會把它減掉。",
        ),
        plain_title=Text("Seven convolutions after VGG", "七層卷積，仿照 VGG"),
    ),
    "vgg-fer": Description(
        Text("Ours, for a GPU", "我們的模型：GPU 用"),
        Text(
            "The same plan, deeper and wider, after the VGG-like network with which Khaireddin and Chen "
            "{cite:p}`khaireddin2021facial` set their record on FER2013.",
            "同樣的設計，但更深也更寬，參考 Khaireddin 與 Chen {cite:p}`khaireddin2021facial` "
            "在 FER2013 上創下紀錄的類 VGG 神經網路。",
        ),
        plain_title=Text("Ten wide convolutions after VGG", "十層較寬的卷積，仿照 VGG"),
        plain_text=Text(
            "Ten convolutions in four stages, up to 512 filters wide, after the VGG-like network with which Khaireddin "
            "and Chen {cite:p}`khaireddin2021facial` set their record on FER2013.",
            "分成四個階段的十層卷積，最多有 512 個濾波器，參考 Khaireddin 與 Chen {cite:p}`khaireddin2021facial` "
            "在 FER2013 上創下紀錄的類 VGG 神經網路。",
        ),
    ),
}


def describe(network: Network) -> Description:
    """The description of a network; one that has none goes by its name, one of the user's own by its class."""
    name = Text(f"`{network.shown_name}`", f"`{network.shown_name}`")
    if is_reference(network.name):
        file = PurePosixPath(network.name.rsplit(":", 1)[0]).name
        return Description(name, Text(f"Its code is in `{file}`.", f"程式碼在 `{file}`。"))
    known = DESCRIPTIONS.get(network.name)
    if known is None:
        return Description(name, NOTHING)
    if network.with_report:
        return Description(known.title, paragraph(known.text, known.of_report))
    told = known.without_reports()
    if not network.apart:
        return told
    apart = Text(f"{told.title.en} ({network.apart})", f"{told.title.zh}（{network.apart}）")
    return Description(apart, told.text)
