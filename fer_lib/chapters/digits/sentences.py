"""What chapter 15 says of its digits and networks."""

from fer_lib.data.digits import DigitDataset
from fer_lib.language import Text


def data_set(dataset: DigitDataset) -> Text:
    """One sentence: which digits, how many, how divided."""
    train, test = len(dataset.train_images), len(dataset.test_images)
    if dataset.form == "built-in":
        return Text(
            f"The digits are those that scikit-learn brings along: {train + test:,} real ones of {dataset.size} "
            f"pixels, {train:,} to train on and {test:,} held out as a test set.",
            f"這裡的數字是 scikit-learn 內附的真實手寫數字，共 {train + test:,} 個，每個 {dataset.size} 像素；"
            f"{train:,} 個用於訓練，{test:,} 個保留為測試集。",
        )
    names = [f"`{name}`" for name in dataset.files]
    return Text(
        f"The digits have {dataset.size} pixels: {train:,} to train on and {test:,} to test on ({', '.join(names)}).",
        f"這裡的數字每個 {dataset.size} 像素：{train:,} 個用於訓練，{test:,} 個用於測試（{'、'.join(names)}）。",
    )
