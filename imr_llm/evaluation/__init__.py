"""How right the readings are: labelled cases, scores with intervals, comparisons, reports."""
