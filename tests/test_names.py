from fer_lib.names import class_names


def test_class_names_are_translated_and_unknown_ones_stay():
    assert class_names(["angry", "masked"], "zh-TW") == ["生氣", "masked"]
