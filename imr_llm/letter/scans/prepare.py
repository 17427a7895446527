"""A page made ready to be read: light evened, specks taken out, size raised, lines made level. Runs in the child."""

from PIL import Image, ImageChops, ImageFilter, ImageMath, ImageStat

# How paper is told from ink: the lightest of a neighbourhood, on a picture this many times smaller.
_COARSE = 16
_NEIGHBOURHOOD = 7
# A dot of fewer pixels than this among its eight neighbours is a speck; a page with this share of them is noisy.
_SPECK, _NOISY = 3, 0.002
# In pixels: a letter page of 11 inches at 300 dpi, for which Tesseract was made.
_LONG_SIDE = 3300
# Lines are made level on a picture this high, within so many degrees.
_HEIGHT = 1000
_STEEPEST = 6.0
_LEVEL = 0.15
# Of 255: what is darker is ink, however faint. Of the steps from one pixel to the next, the share that goes from dark
# to light or back is 0.02 on a page of words and 0.09 or more where there is but grain.
_INK, _GRAIN = 200, 0.06


def prepared(picture: Image.Image) -> Image.Image:
    """The page as dark letters on white, its lines level."""
    clear = _raised(_without_specks(_even(picture)))
    angle = _slope(clear)
    if abs(angle) < _LEVEL:
        return clear
    return clear.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def is_bare(picture: Image.Image) -> bool:
    """Whether a page that was made ready has no ink at all."""
    return ImageStat.Stat(picture).extrema[0][0] >= _INK


def is_grain(picture: Image.Image) -> bool:
    """Whether a page that was made ready is all specks, over which Tesseract would sit for minutes."""
    dark = picture.point([255 if value < _INK else 0 for value in range(256)])
    steps = ImageChops.difference(dark, ImageChops.offset(dark, 1, 0))
    return ImageStat.Stat(steps).mean[0] > 255 * _GRAIN


def _even(picture: Image.Image) -> Image.Image:
    """Each pixel as a share of the paper's lightness around it, so that shadows and grey paper become white."""
    small = picture.reduce(_COARSE).filter(ImageFilter.MaxFilter(_NEIGHBOURHOOD)).filter(ImageFilter.BoxBlur(2))
    paper = small.resize(picture.size, Image.Resampling.BICUBIC)
    even: Image.Image = ImageMath.lambda_eval(
        lambda given: given["convert"](given["picture"] * 255 / given["max"](given["paper"], 1), "L"),
        picture=picture,
        paper=paper,
    )
    # What is nearly paper is paper, and what is nearly black is ink.
    return even.point([min(255, max(0, (value - 60) * 255 // 170)) for value in range(256)])


def _without_specks(picture: Image.Image) -> Image.Image:
    """The picture of a noisy page without its lone dots, black and white. A clean one keeps the dots of its letters."""
    for ink, paper in ((0, 255), (255, 0)):
        dark = picture.point([255 if abs(value - ink) < 128 else 0 for value in range(256)])
        near = dark.filter(ImageFilter.Kernel((3, 3), [1] * 9, scale=9))
        few = near.point([255 if value * 9 / 255 < _SPECK - 0.5 else 0 for value in range(256)])
        lone = ImageChops.darker(dark, few)
        if ImageStat.Stat(lone).mean[0] > 255 * _NOISY:
            picture = picture.copy()
            picture.paste(paper, mask=lone)
    return picture


def _raised(picture: Image.Image) -> Image.Image:
    share = _LONG_SIDE / max(picture.size)
    if share <= 1:
        return picture
    size = (max(1, round(picture.width * share)), max(1, round(picture.height * share)))
    return picture.resize(size, Image.Resampling.BICUBIC)


def _slope(picture: Image.Image) -> float:
    """The angle that makes lines level, in degrees: at it, rows of pixels differ most from their neighbours."""
    share = _HEIGHT / max(picture.size)
    small = picture.resize((max(1, round(picture.width * share)), max(1, round(picture.height * share))))
    small = ImageChops.invert(small)
    best, step = 0.0, 1.0
    while step >= 0.1:
        reach = _STEEPEST if step == 1.0 else 2 * step
        angles = [best + step * n for n in range(-round(reach / step), round(reach / step) + 1)]
        best = max(angles, key=lambda angle: (_contrast(small, angle), -abs(angle)))
        step /= 2.5
    return best


def _contrast(picture: Image.Image, angle: float) -> float:
    turned = picture.rotate(angle, Image.Resampling.BILINEAR)
    rows = turned.resize((1, picture.height), Image.Resampling.BOX)
    return float(ImageStat.Stat(ImageChops.difference(rows, ImageChops.offset(rows, 0, 1))).sum2[0])
