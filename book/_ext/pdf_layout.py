"""The look of the PDFs: title page, type, headings, in the book's language.

XeLaTeX sets Latin text in GNU FreeFont and Chinese in Noto CJK, all of them free fonts that Debian packs.
"""

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util import texescape

from fer_lib.language import Language, Text

# TeX skips a space after the name of a command.
HEADING = Text(r"Chapter \thechapter", r"第\ \thechapter\ 章")
PART = Text(r"Part \thepart", r"第\thepart 篇")
PART_NUMBER = Text(
    r"\Roman{part}", r"\ifcase\value{part}\or 一\or 二\or 三\or 四\or 五\or 六\or 七\or 八\or 九\or 十\fi"
)
NARROW = Text('"2018,"2019,"201C,"201D,"2014,"2026', '"2018,"2019,"201C,"201D')
NAMES = {
    "contentsname": Text("Contents", "目錄"),
    "bibname": Text("References", "參考文獻"),
    "indexname": Text("Index", "索引"),
    "chaptername": Text("Chapter", "章"),
    "partname": Text("Part", "篇"),
}

PREAMBLE = r"""
\usepackage{xeCJK}
\setCJKmainfont[BoldFont={Noto Serif CJK TC Bold},ItalicFont={Noto Serif CJK TC},AutoFakeSlant=false]{Noto Serif CJK TC}
\setCJKsansfont[BoldFont={Noto Sans CJK TC Bold},ItalicFont={Noto Sans CJK TC}]{Noto Sans CJK TC}
\setCJKmonofont{Noto Sans Mono CJK TC}
\setsansfont[BoldFont={Noto Sans CJK TC Bold},ItalicFont={Noto Sans CJK TC},
  CharacterWidth=Proportional]{Noto Sans CJK TC}
%% Curly quotes, and in English dashes and dots, are as wide as Latin letters; the font of headings has wide ones too.
\xeCJKDeclareCharClass{Default}{%(narrow)s}
\xeCJKsetup{CJKecglue={\hskip 0.15em plus 0.05em minus 0.05em}}
\geometry{a4paper,hmargin=25mm,vmargin={21mm,22mm},headheight=15pt,headsep=6mm,footskip=11mm}
\definecolor{bookink}{HTML}{1F3A5F}
\titleformat{\chapter}[display]{\sffamily\bfseries\color{bookink}\raggedright}
  {\normalsize\mdseries %(heading)s}{0.4ex}{\huge}
\titlespacing*{\chapter}{0pt}{9ex plus 3ex}{3.5ex}
%% Neither a part nor a chapter has a page of its own: each begins where the last one ends, if a good deal of the page
%% is left. A part's name stands above its first chapter.
\usepackage{placeins}
\makeatletter
%% The penalty lets TeX put away what belongs to the page before.
\newcommand{\roomfor}[1]{\if@nobreak\else\par\penalty0\relax\ifdim\dimexpr\pagegoal-\pagetotal\relax<#1\newpage\fi\fi}
%% What floats comes before the exercises, if the page is full enough to end there.
\newcommand{\floatsfirst}{\par\penalty0\relax\ifdim\pagetotal>0.55\textheight\FloatBarrier\fi}
\newcommand{\breakbefore}{\if@nobreak\else\FloatBarrier\fi\roomfor{0.3\textheight}\suppressfloats[t]}
\makeatother
%% With it titlesec keeps headings from the foot, but gives a page that begins with a figure the height of the last one.
\renewcommand{\bottomtitlespace}{-1pt}
\renewcommand{\thepart}{%(part_number)s}
\titleclass{\part}{straight}
\titleformat{\part}{\sffamily\large\color{bookink}\raggedright}{%(part)s}{0.8em}{}
\titlespacing*{\part}{0pt}{9ex plus 3ex}{0pt}
\titleclass{\chapter}{straight}
\newcommand{\partbreak}{\breakbefore}
\newcommand{\chapterbreak}{\breakbefore}
\titlespacing*{\section}{0pt}{2.8ex plus 1ex minus 0.2ex}{1.5ex plus 0.2ex}
\titlespacing*{\subsection}{0pt}{2.4ex plus 1ex minus 0.2ex}{1ex plus 0.2ex}
\titleformat{\section}{\sffamily\bfseries\Large\color{bookink}\raggedright}{\thesection}{0.7em}{}
\titleformat{\subsection}{\sffamily\bfseries\large\color{bookink}\raggedright}{\thesubsection}{0.7em}{}
\usepackage{caption}
\captionsetup{font=small,labelfont={sf,bf},labelsep=quad,justification=centering}
\renewcommand{\sphinxtablecontinued}[1]{}
%% A short table and its caption, on one page: it floats as figures do, but not out of a coloured box.
\newenvironment{smalltable}{\footnotesize\setlength{\tabcolsep}{3pt}}{}
\newenvironment{tablefloat}{\begin{table}[htbp]}{\end{table}}
\newenvironment{tablebox}{\par\addvspace{\medskipamount}\noindent\begin{minipage}{\linewidth}}{\end{minipage}\par\addvspace{\medskipamount}}
%% Of a long table without a caption LaTeX shall not count: the site does not, either. Its link has a name of its own.
\newcounter{uncounted}
\newenvironment{uncountedtable}{\stepcounter{uncounted}\renewcommand{\theHtable}{uncounted.\arabic{uncounted}}}{\addtocounter{table}{-1}}
\emergencystretch=3em
\usepackage{multicol}
\usepackage{etoolbox}
%% Figures and tables float within their chapter; a page of them alone is at least three quarters full.
\renewcommand{\topfraction}{0.9}
\renewcommand{\bottomfraction}{0.8}
\renewcommand{\textfraction}{0.07}
\renewcommand{\floatpagefraction}{0.75}
\setcounter{topnumber}{4}
\setcounter{bottomnumber}{3}
\setcounter{totalnumber}{6}
%% Room around formulas and floats: less than LaTeX leaves, for there are many.
\AtBeginDocument{%%
  \setlength{\abovedisplayskip}{6pt plus 2pt minus 3pt}\setlength{\belowdisplayskip}{6pt plus 2pt minus 3pt}%%
  \setlength{\textfloatsep}{14pt plus 2pt minus 4pt}\setlength{\floatsep}{10pt plus 2pt minus 2pt}%%
  \setlength{\intextsep}{10pt plus 2pt minus 2pt}}
%% No line of a paragraph alone on a page.
\clubpenalty=10000
\widowpenalty=10000
%% Chapters and sections in two columns; a number like 11.10 does not touch its title.
\setcounter{tocdepth}{1}
\makeatletter
\renewcommand*{\l@section}{\@dottedtocline{1}{1.5em}{3.2em}}
\renewcommand{\sphinxtableofcontents}{%%
  \pagenumbering{roman}\chapter*{\contentsname}%%
  \begin{multicols}{2}\raggedright\footnotesize\@starttoc{toc}\end{multicols}%%
  \clearpage\pagenumbering{arabic}}
\makeatother
\AfterEndPreamble{%(names)s\hypersetup{bookmarksnumbered,pdftitle={%(title)s},pdfauthor={%(author)s},pdflang={%(lang)s}}}
"""
TITLE_PAGE = r"""
\begin{titlepage}
\thispagestyle{empty}\sffamily
\vspace*{0.2\textheight}
{\color{bookink}\rule{3.5em}{0.5ex}\par\vspace{3ex}
\raggedright\fontsize{27}{36}\selectfont\bfseries %(title)s\par}
\vspace{3ex}{\Large %(course)s\par}
\vspace{0.12\textheight}
{\large\renewcommand{\arraystretch}{1.5}\begin{tabular}{@{}>{\color{black!60}}l@{\hspace{2em}}p{0.68\linewidth}@{}}
%(rows)s
\end{tabular}\par}
\end{titlepage}
"""


def escaped(text: str) -> str:
    """Text with LaTeX's special characters written out."""
    # Sphinx fills its table of characters only when it writes LaTeX, which is later than the title page is made.
    texescape.init()
    return texescape.escape(text, "xelatex")


def title_page(title: str, rows: list[tuple[str, str, str]]) -> str:
    """LaTeX of the title page.

    Args:
        title: the report's title.
        rows: name, label and value of its fields, without the empty ones.

    Returns:
        The page; the course stands as a subtitle, all else in rows.
    """
    course = next((value for name, _, value in rows if name == "course"), "")
    lines = [rf"{escaped(label)} & {escaped(value)} \\" for name, label, value in rows if name != "course"]
    return TITLE_PAGE % {"title": escaped(title), "course": escaped(course), "rows": "\n".join(lines)}


def lay_out(app: Sphinx, config: Config) -> None:
    """Fill ``latex_elements`` for the language."""
    lang: Language = config.book_language
    names = "".join(rf"\renewcommand{{\{name}}}{{{text[lang]}}}" for name, text in NAMES.items())
    values = {"heading": HEADING, "part": PART, "part_number": PART_NUMBER, "narrow": NARROW}
    about = {"title": escaped(config.project), "author": escaped(config.author), "lang": lang}
    preamble = PREAMBLE % {"names": names, **about, **{name: text[lang] for name, text in values.items()}}
    config.latex_elements = {
        "papersize": "a4paper",
        "pointsize": "10pt",
        "fvset": r"\fvset{fontsize=\footnotesize}",  # code: few lines are broken
        "pxunit": "0.62bp",  # figures are a fifth smaller than on the screen, their letters those of captions
        "extraclassoptions": "openany,oneside",
        "fncychap": "",
        "figure_align": "htbp",
        "maketitle": title_page(config.project, config.book_rows),
        "preamble": preamble,
        "printindex": "",
        **config.latex_elements,
    }
    config.latex_table_style = ["booktabs"]
    config.latex_additional_files = [
        *config.latex_additional_files,
        # The class of sphinx-jupyterbook-latex wants a package that only a 700 MB collection of fonts has.
        str(Path(__file__).with_name("bbm.sty")),
    ]


def name_document(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """One document named after the report. Jupyter Book overwrites any earlier setting with its own title."""
    config = app.config
    target = f"{config.book_slug}-{config.book_language}.tex"
    names = escaped(config.project), escaped(config.author)
    config.latex_documents = [(config.root_doc, target, *names, "jupyterBook")]


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    app.connect("config-inited", lay_out, priority=30)
    app.connect("env-before-read-docs", name_document)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
