"""The claims of chapter 14, in the order in which it derives them."""

from functools import partial

import sympy as sp

from fer_lib.language import Text
from fer_lib.proofs.claim import Claim, Source
from fer_lib.proofs.pca import exact, identities, numeric, ten_points

OWN = Source()
AXES, COMPONENTS, ERROR = (
    Source("D", Text(f"problem 5 ({part})", f"第 5 題 ({part})")) for part in (1, 2, 3)
)
CENTRED_ERROR = "54.7203"
UNCENTRED_ERROR = "60.6438"
L2_NORM = "7.3973"
BEST_ERROR_THROUGH_ZERO = "55.1730"

GENERAL = (
    Claim(
        "pca.best_origin",
        r"\sum_n|Q(x_n-a)|^2=\sum_n|Q(x_n-m)|^2+N\,|Q(m-a)|^2",
        Text("the mean is the best origin", "平均是最好的原點"),
        OWN,
        "SymPy",
        "proved",
        identities.check_best_origin,
    ),
    Claim(
        "pca.expanded_distance",
        r"|z-\sum_i c_iu_i|^2=|z|^2-2\sum_i c_i\,u_i^Tz+\sum_{i,l}c_ic_l\,u_i^Tu_l",
        Text("the squared distance, multiplied out", "距離平方的展開"),
        OWN,
        "SymPy",
        "proved",
        identities.check_expanded_distance,
    ),
    Claim(
        "pca.pythagoras",
        r"u_i^Tu_l=\delta_{il}\implies|z-\sum_i c_iu_i|^2=|z|^2-\sum_i p_i^2+\sum_i(c_i-p_i)^2",
        Text("the best coordinates, and Pythagoras", "最好的座標與畢氏定理"),
        OWN,
        "SymPy",
        "proved",
        identities.check_pythagoras,
    ),
    Claim(
        "pca.projected_variance",
        r"\sum_n(u^T\tilde x_n)^2=N\,u^TCu",
        Text("the variance along $u$", "沿 $u$ 的變異數"),
        OWN,
        "SymPy",
        "proved",
        identities.check_variance,
    ),
    Claim(
        "pca.total_variance",
        r"\sum_n|\tilde x_n|^2=N\operatorname{tr}C,\ E=N(\operatorname{tr}C-\sum_iu_i^TCu_i)",
        Text("the total does not depend on the directions", "總和與方向無關"),
        OWN,
        "SymPy",
        "proved",
        identities.check_total_variance,
    ),
    Claim(
        "pca.weights",
        r"\sum_i u_i^TCu_i=\sum_j\lambda_jh_j,\ \sum_j h_j=k",
        Text("variance as weighted eigenvalues", "以特徵值的加權和表示變異數"),
        OWN,
        "SymPy",
        "proved",
        identities.check_weights,
    ),
    Claim(
        "pca.best_subspace",
        r"\sum_{j\le k}\lambda_j-\sum_j\lambda_jh_j="
        r"\sum_{j\le k}(\lambda_j-\lambda_k)(1-h_j)+\sum_{j>k}(\lambda_k-\lambda_j)h_j\ge 0",
        Text("the first $k$ eigenvectors are best", "前 $k$ 個特徵向量最好"),
        OWN,
        "SymPy",
        "proved",
        identities.check_best_subspace,
    ),
    Claim(
        "pca.error_of_k",
        r"E_k=N\sum_{i>k}\lambda_i",
        Text("the error of $k$ components", "$k$ 個主成分的誤差"),
        OWN,
        "SymPy",
        "proved",
        identities.check_error_of_k,
    ),
    Claim(
        "pca.random_points",
        r"E_k=N\sum_{i>k}\lambda_i\text{ in scikit-learn}",
        Text("the same for random points in scikit-learn", "同上，以 scikit-learn 處理隨機點"),
        OWN,
        "numeric",
        "checked numerically",
        numeric.check_random_points,
    ),
)

EIGENVECTORS = (
    Claim(
        "pca.covariance",
        r"100\,C=\begin{pmatrix}1204&50&328\\50&1220&290\\328&290&816\end{pmatrix}",
        Text("the covariance matrix", "共變異數矩陣"),
        AXES,
        "SymPy",
        "proved",
        exact.check_covariance,
    ),
    Claim(
        "pca.characteristic_polynomial",
        r"f(\mu)=\mu^3-3240\mu^2+3252680\mu-973569200",
        Text("the characteristic polynomial", "特徵多項式"),
        OWN,
        "SymPy",
        "proved",
        exact.check_polynomial,
    ),
    Claim(
        "pca.irrational",
        r"f(\mu)=0\implies\mu\notin\mathbb{Q}",
        Text("no eigenvalue is rational", "特徵值都不是有理數"),
        OWN,
        "SymPy",
        "proved",
        exact.check_between_integers,
    ),
    Claim(
        "pca.trigonometric",
        r"\mu_i=1080+2r\cos\varphi_i",
        Text("the eigenvalues as cosines", "以餘弦表示特徵值"),
        OWN,
        "SymPy",
        "proved",
        exact.check_trigonometric,
    ),
    Claim(
        "pca.eigenvalues",
        r"\lambda=15.29744340,\ 11.63052369,\ 5.47203291",
        Text("the eigenvalues to 8 digits", "特徵值到小數第 8 位"),
        AXES,
        "SymPy",
        "proved",
        exact.check_eigenvalues,
    ),
    Claim(
        "pca.eigenvectors",
        r"w(\mu)=(328\mu-385660,\ 290\mu-332760,\ \mu^2-2424\mu+1466380)",
        Text("the eigenvectors, exact", "特徵向量的精確式"),
        OWN,
        "SymPy",
        "proved",
        exact.check_eigenvector,
    ),
    Claim(
        "pca.axes",
        r"u_i=\pm w(\mu_i)/|w(\mu_i)|",
        Text("the axes to 8 digits", "主軸到小數第 8 位"),
        AXES,
        "SymPy",
        "proved",
        exact.check_axes,
    ),
    Claim(
        "pca.numpy",
        r"\lambda,\ U\text{ in NumPy}",
        Text("eigenvalues and axes in NumPy", "NumPy 的特徵值與主軸"),
        OWN,
        "numeric",
        "checked numerically",
        numeric.check_numpy,
    ),
)

COMPONENTS_AND_ERROR = (
    Claim(
        "pca.components_centred",
        r"\hat y_n\approx U^T(x_n-m)",
        Text("the printed numbers are components", "所列的數是主成分"),
        COMPONENTS,
        "SymPy",
        "refuted",
        partial(exact.check_components, ten_points.mean(), sp.Integer(2)),
    ),
    Claim(
        "pca.components_uncentred",
        r"\hat y_n\approx U^Tx_n",
        Text("they are $U^Tx_n$, the mean not subtracted", "那些數是沒有減去平均的 $U^Tx_n$"),
        OWN,
        "SymPy",
        "proved",
        partial(exact.check_components, exact.ZERO, sp.Integer(2)),
    ),
    Claim(
        "pca.components_digits",
        r"\hat y_n=\operatorname{round}(U^Tx_n)",
        Text("all thirty are rounded rightly", "三十個數都正確捨入"),
        COMPONENTS,
        "SymPy",
        "refuted",
        exact.check_components,
    ),
    Claim(
        "pca.error_centred",
        r"\sum_n(u_3^T(x_n-m))^2=10\,\lambda_3",
        Text("the error, exact", "誤差的精確值"),
        OWN,
        "SymPy",
        "proved",
        exact.check_error_centred,
    ),
    Claim(
        "pca.error_centred_digits",
        rf"10\,\lambda_3={CENTRED_ERROR}",
        Text("the same to 4 digits", "同上，到小數第 4 位"),
        OWN,
        "SymPy",
        "proved",
        partial(exact.check_plane_error, ten_points.mean(), CENTRED_ERROR),
    ),
    Claim(
        "pca.error_printed",
        rf"E={ten_points.PRINTED_ERROR}",
        Text("the error in 2D as printed", "報告所列的二維誤差"),
        ERROR,
        "SymPy",
        "refuted",
        partial(exact.check_plane_error, ten_points.mean(), ten_points.PRINTED_ERROR),
    ),
    Claim(
        "pca.error_uncentred",
        r"\sum_n(u_3^Tx_n)^2=10\,\lambda_3+10\,(u_3^Tm)^2",
        Text("where the printed error comes from", "報告所列誤差的來源"),
        OWN,
        "SymPy",
        "proved",
        exact.check_error_uncentred,
    ),
    Claim(
        "pca.error_uncentred_digits",
        rf"10\,\lambda_3+10\,(u_3^Tm)^2={UNCENTRED_ERROR}",
        Text("the same to 4 digits", "同上，到小數第 4 位"),
        OWN,
        "SymPy",
        "proved",
        partial(exact.check_plane_error, exact.ZERO, UNCENTRED_ERROR),
    ),
    Claim(
        "pca.error_through_zero",
        rf"E\ge {BEST_ERROR_THROUGH_ZERO}\text{{ through }}0",
        Text("the least error of a plane through 0", "通過 0 的平面的最小誤差"),
        OWN,
        "SymPy",
        "proved",
        partial(exact.check_error_through_zero, BEST_ERROR_THROUGH_ZERO),
    ),
    Claim(
        "pca.l2_norm",
        rf"\sqrt{{10\,\lambda_3}}={L2_NORM}",
        Text("the error as L2 norm", "以 L2 範數表示的誤差"),
        OWN,
        "SymPy",
        "proved",
        partial(exact.check_l2_norm, L2_NORM),
    ),
    Claim(
        "pca.scikit_learn",
        r"\tfrac{9}{10}\,\text{explained\_variance},\ E\text{ in scikit-learn}",
        Text("eigenvalues and error in scikit-learn", "scikit-learn 的特徵值與誤差"),
        OWN,
        "numeric",
        "checked numerically",
        numeric.check_scikit_learn,
    ),
    Claim(
        "pca.random_planes",
        r"E\ge 10\,\lambda_3",
        Text("no random plane is better", "隨機的平面都不會更好"),
        OWN,
        "numeric",
        "checked numerically",
        numeric.check_random_planes,
    ),
    Claim(
        "pca.stationary",
        r"\nabla_a E=0,\ \nabla_U E=0\text{ at }a=m",
        Text("gradient 0 at the mean and the axes (torch)", "在平均與主軸處梯度為 0（torch）"),
        OWN,
        "numeric",
        "checked numerically",
        numeric.check_stationary,
    ),
)

CLAIMS = (*GENERAL, *EIGENVECTORS, *COMPONENTS_AND_ERROR)
