# Writes spatstat.csv: K, g, G of the patterns of this folder by R's spatstat (Debian: r-cran-spatstat.explore,
# r-cran-spatstat.geom). `Rscript spatstat_reference.R`; the versions stand in the first line of what it writes.
suppressPackageStartupMessages({library(spatstat.geom); library(spatstat.explore)})
rows <- list()
add <- function(pattern, fun, correction, r, value)
    rows[[length(rows) + 1]] <<- data.frame(pattern, "function" = fun, correction, r, value, check.names = FALSE)
# spatstat puts distances into bins of a grid of r, so that a distance within a step of r may fall either way: a
# grid so fine that none does in these patterns. 64 of its values are kept.
steps <- 2^17
fine <- seq(0, 4, length.out = steps + 1)
kept <- 1 + (1:64) * steps / 64
at <- fine[kept]
coarse <- seq(0, 4, length.out = 4097)
for (name in c("random", "apart", "clustered", "polygon")) {
    points <- read.csv(paste0(name, ".csv"))
    window <- owin(c(0, 30), c(0, 20))
    if (name == "polygon") {
        corners <- read.csv("polygon_border.csv")
        window <- owin(poly = list(x = corners$x, y = corners$y))
    }
    pattern <- ppp(points$x, points$y, window = window)
    k <- Kest(pattern, r = fine, correction = c("border", "translate"), nlarge = Inf)
    add(name, "K", "border", at, k$border[kept])
    g <- Gest(pattern, r = fine, correction = c("rs", "han"))
    add(name, "G", "border", at, g$rs[kept])
    gap <- max(distmap(pattern, dimyx = c(1024, 1536))[window, drop = FALSE], na.rm = TRUE)
    add(name, "gap", "pixels", 0, gap)
    covered <- area.owin(intersect.owin(discs(pattern, radii = 0.8, npoly = 128), window))
    add(name, "treated", "polygons of 128 corners", 0.8, covered / area.owin(window))
    if (name == "polygon") next
    add(name, "K", "translation", at, k$trans[kept])
    add(name, "G", "hanisch", at, g$han[kept])
    p <- pcf(pattern, r = coarse, kernel = "epanechnikov", bw = 0.3 / sqrt(5), correction = "translate",
             divisor = "r")
    add(name, "g", "translation", at, p$trans[1 + (1:64) * 64])
    q <- quadrat.test(pattern, nx = 6, ny = 4)
    add(name, "quadrats", "5 mm", 0, unname(q$statistic / q$parameter))
}
out <- file("spatstat.csv", "w")
writeLines(sprintf("# spatstat.explore %s, spatstat.geom %s, R %s", packageVersion("spatstat.explore"),
                   packageVersion("spatstat.geom"), getRversion()), out)
write.csv(do.call(rbind, rows), out, row.names = FALSE, quote = FALSE)
close(out)
