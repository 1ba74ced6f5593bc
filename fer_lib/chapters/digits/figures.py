"""The figures of chapter 15 with caption and alt text."""

from fer_lib.chapters.backpropagation.zero_start_figure import START_NAMES
from fer_lib.chapters.digits.analysis import DigitAnalysis
from fer_lib.chapters.digits.curves_figure import LateErrors, LearningCurves, plot_start_curves
from fer_lib.chapters.digits.hidden_plane_figure import hidden_planes, plot_planes
from fer_lib.chapters.digits.matrices_figure import plot_digits, plot_matrices
from fer_lib.chapters.digits.names import UNITS_NAMES
from fer_lib.chapters.digits.report_e import printed_sixty_units, printed_two_units
from fer_lib.chapters.digits.sentences import pixels_text
from fer_lib.data import ImageDataset
from fer_lib.language import Text
from fer_lib.metrics.confusion import ConfusionMatrix
from fer_lib.publish import BookFigure
from fer_lib.wording import percent


def examples(dataset: ImageDataset) -> BookFigure:
    """The first images of each digit."""
    n, size = f"{len(dataset.labelled_indices('train')):,}", pixels_text(dataset)
    return BookFigure(
        lambda lang: plot_digits(dataset, lang),
        Text(
            f"The first images of each digit, of {n} training images with {size} pixels.",
            f"每個數字的前幾張影像，取自 {n} 張 {size} 像素的訓練影像。",
        ),
        Text(
            "Ten columns, one for each digit from 0 to 9, with four handwritten examples of the digit below its label.",
            "十行影像，從 0 到 9 每個數字一行，標籤下方是這個數字的四個手寫例子。",
        ),
    )


def learning_curves(digits: DigitAnalysis) -> BookFigure:
    """Loss and error epoch by epoch."""
    main, losses = digits.experiments.main, digits.mean_test_losses
    epochs = digits.experiments.plan.main.epochs
    first, last = f"{main.losses[:, 0].mean():.2f}", f"{main.losses[:, -1].mean():.4f}"
    lowest_epoch, lowest, end = main.epochs[losses.argmin()], f"{losses.min():.3f}", f"{losses[-1]:.3f}"
    train, test = digits.accuracies("train").shown(), digits.accuracies("test").shown()
    return BookFigure(
        lambda lang: LearningCurves(main.histories).plot(lang=lang),
        Text(
            f"Loss and error after each of {epochs} epochs, both on logarithmic scales: mean of {digits.seeds} seeds, "
            f"with a band from the smallest to the largest; n = {digits.n_train:,} training and {digits.n_test:,} test "
            "images. Where a curve leaves the panel, the error is zero.",
            f"{epochs} 個 epoch 中每個 epoch 之後的損失與錯誤率，皆為對數尺度：{digits.seeds} 個種子的平均，色帶為最小到最大；"
            f"訓練影像 n = {digits.n_train:,}，測試影像 n = {digits.n_test:,}。曲線超出圖框之處，錯誤率為零。",
        ),
        Text(
            f"Two panels. The training loss falls from {first} to {last}; the test loss is lowest after epoch "
            f"{lowest_epoch}, at {lowest}, and ends at {end}. The training accuracy ends at {train}, the test accuracy "
            f"at {test}.",
            f"左右兩圖。訓練損失從 {first} 降到 {last}；測試損失在第 {lowest_epoch} 個 epoch 後最低，為 {lowest}，最後為 "
            f"{end}。訓練準確率最後為 {train}，測試準確率為 {test}。",
        ),
    )


def late_errors(digits: DigitAnalysis) -> BookFigure:
    """How much the error jitters over the last epochs."""
    jitter = digits.jitter
    test, train = (f"{100 * values[0]:.2f}" for values in (jitter.test, jitter.train))
    return BookFigure(
        lambda lang: LateErrors(digits.experiments.main.histories[0], jitter.epochs).plot(lang=lang),
        Text(
            f"Training and test error of seed 0 over the last {jitter.epochs} epochs, each less its mean; "
            f"n = {digits.n_train:,} and {digits.n_test:,} images.",
            f"種子 0 的訓練與測試錯誤率在最後 {jitter.epochs} 個 epoch 的變動，各減去平均；"
            f"n = {digits.n_train:,} 與 {digits.n_test:,} 張影像。",
        ),
        Text(
            f"The test error moves up and down by about {test} points from epoch to epoch, the training error by "
            f"{train}.",
            f"測試錯誤率在相鄰 epoch 之間上下約 {test} 個百分點，訓練錯誤率約 {train} 個百分點。",
        ),
    )


def starts(digits: DigitAnalysis) -> BookFigure:
    """Loss and error from three starts."""
    runs, epochs = digits.experiments.starts, digits.experiments.plan.all_zero.epochs
    random, zero_weights = (f"{runs[start].losses[:, -1].mean():.3f}" for start in ("random", "zero weights"))
    zero, error = (
        f"{runs['zero'].losses[:, -1].mean():.2f}",
        percent(1 - float(runs["zero"].accuracies.mean())),
    )
    return BookFigure(
        lambda lang: plot_start_curves(runs, lang),
        Text(
            f"Training loss and test error from three starts, mean of {digits.seeds} seeds with a band from the "
            f"smallest to the largest; n = {digits.n_train:,} training and {digits.n_test:,} test images. All zero: "
            f"{epochs} epochs.",
            f"三種起點的訓練損失與測試錯誤率，{digits.seeds} 個種子的平均，色帶為最小到最大；訓練影像 n = {digits.n_train:,}，"
            f"測試影像 n = {digits.n_test:,}。全部為零者只訓練 {epochs} 個 epoch。",
        ),
        Text(
            f"The training loss ends at {random} from random weights and at {zero_weights} from zero weights with random "
            f"biases; with everything zero it ends at {zero}, with a test error of {error}.",
            f"訓練損失最後的值，隨機權重為 {random}，權重為零、偏差項隨機為 {zero_weights}；全部為零時為 {zero}，"
            f"測試錯誤率為 {error}。",
        ),
    )


def hidden_plane(digits: DigitAnalysis) -> BookFigure:
    """What two hidden units make of the test images, after the first and the last epoch."""
    runs = digits.experiments.two_units
    first, last = hidden_planes(runs.histories[0], digits.dataset)
    first_right, last_right = (percent(plane.accuracy.share) for plane in (first, last))
    drawn, n = f"{len(first.labels):,}", f"{digits.n_test:,}"
    shown = Text(f"{drawn} of the {n} test images", f" {n} 張測試影像中 {drawn} 張")
    if drawn == n:
        shown = Text(f"the {n} test images", f" {n} 張測試影像")
    return BookFigure(
        lambda lang: plot_planes(first, last, lang),
        Text(
            f"What two hidden ReLU units give for {shown.en} after the "
            "first and the last epoch (seed 0). Each image is drawn as its digit; the background is the answer of the "
            "network. The scales differ.",
            f"兩個 ReLU 隱藏單元在第一個與最後一個 epoch 之後，對{shown.zh}的輸出"
            "（種子 0）。每張影像畫成它的數字，底色是模型的答案；兩圖的尺度不同。",
        ),
        Text(
            f"Two panels with digits as points on coloured regions with straight borders. After epoch 1, {first.regions} "
            f"of the ten answers have a region there and {first_right} of the points lie in the region of their own "
            f"digit. After epoch {runs.epochs[-1]}, {last.regions} have one, and {last_right} of the points lie in their "
            "own.",
            f"左右兩圖，以數字為點，底色是邊界為直線的區域。第 1 個 epoch 後，十個答案中有 {first.regions} 個占有區域，"
            f"{first_right} 的點落在自己數字的區域；第 {runs.epochs[-1]} 個 epoch 後，{last.regions} 個占有區域，"
            f"{last_right} 的點落在自己的區域。",
        ),
    )


def matrices(digits: DigitAnalysis) -> BookFigure:
    """Confusion matrices of the networks here."""
    plan, start = digits.experiments.plan, START_NAMES[digits.start_of_sixty_units]
    here = Text(" here", "這裡的") if digits.reports else Text("", "")
    epochs, n = (plan.main.epochs, plan.two_units.epochs), f"{digits.n_train:,}"
    caption = Text(
        f"Test images{here.en}, seed 0, after {epochs[0]} epochs with {plan.main.hidden} units (start: {start.en}) and "
        f"{epochs[1]} with two, on {n} training images",
        f"{here.zh}測試影像，種子 0：{plan.main.hidden} 個單元（起點：{start.zh}）訓練 {epochs[0]} 個 epoch，兩個單元訓練 {epochs[1]} "
        f"個 epoch，訓練影像 {n} 張",
    )
    return _matrices(digits.matrix_sixty_units, digits.matrix_two_units, caption)


def printed_matrices() -> BookFigure:
    """The report's."""
    caption = Text("The matrices that report E prints", "報告 E 列出的混淆矩陣")
    return _matrices(printed_sixty_units(), printed_two_units(), caption)


def _matrices(sixty: ConfusionMatrix, two: ConfusionMatrix, caption: Text) -> BookFigure:
    (i, j, most), (k, m, most_of_two) = (matrix.confused_pairs()[0] for matrix in (sixty, two))
    share, share_of_two = percent(most.share), percent(most_of_two.share)
    right, right_of_two = (percent(matrix.accuracy.share) for matrix in (sixty, two))
    return BookFigure(
        lambda lang: plot_matrices(sixty, two, UNITS_NAMES, lang),
        Text(
            f"{caption.en}: numbers of images, n = {sixty.n:,} each. Colours are shares of the row.",
            f"{caption.zh}：影像張數，各 n = {sixty.n:,}。顏色是占該列的比例。",
        ),
        Text(
            f"With 60 units {right} of the images lie on the diagonal; the largest field beside it is {i} taken for {j}, "
            f"{share} of the {i}s. With two units {right_of_two} lie on it, and the largest field beside it is {k} taken "
            f"for {m}, {share_of_two}.",
            f"60 個單元時 {right} 的影像在對角線上，對角線外最大的一格是把 {i} 認成 {j}，占 {i} 的 {share}；"
            f"兩個單元時對角線上有 {right_of_two}，對角線外最大的一格是把 {k} 認成 {m}，占 {share_of_two}。",
        ),
    )
