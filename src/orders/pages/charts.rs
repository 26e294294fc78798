//! Pictures of figures, drawn on the server as SVG: columns that stand on each other, month by month, and bars beside each
//! other. They need neither script nor `style=`; colours come by class from `ui/desk.css`, and every picture has a table.

/// A rectangle of a picture.
pub(super) struct Rect {
    pub(super) x: i64,
    pub(super) y: i64,
    pub(super) width: i64,
    pub(super) height: i64,
    /// Which series it belongs to: its colour.
    pub(super) series: usize,
}

/// A text of a picture.
pub(super) struct Label {
    pub(super) x: i64,
    pub(super) y: i64,
    pub(super) text: String,
}

/// A line across a picture, with its value.
pub(super) struct Line {
    pub(super) y: i64,
    pub(super) text: String,
}

/// A picture in its own units.
pub(super) struct Chart {
    pub(super) width: i64,
    pub(super) height: i64,
    /// Where the columns begin, or the names end.
    pub(super) left: i64,
    pub(super) lines: Vec<Line>,
    pub(super) rects: Vec<Rect>,
    /// Texts in the middle of their place.
    pub(super) labels: Vec<Label>,
    /// Texts that begin at their place.
    pub(super) texts: Vec<Label>,
}

const WIDTH: i64 = 720;
const TOP: i64 = 12;
const PLOT: i64 = 180;
const LEFT: i64 = 48;

/// The smallest round number that is not below `value`: 1, 2 or 5 and noughts.
fn round_up(value: i64) -> i64 {
    let mut step = 1;
    loop {
        for factor in [1, 2, 5] {
            if step * factor >= value {
                return step * factor;
            }
        }
        step *= 10;
    }
}

/// One column per label, the series on each other, the first one at the bottom.
pub(super) fn columns(labels: &[String], series: &[Vec<i64>]) -> Chart {
    let total = |column: usize| series.iter().filter_map(|values| values.get(column)).sum::<i64>();
    let highest = round_up((0..labels.len()).map(total).max().unwrap_or(0).max(2));
    let count = i64::try_from(labels.len()).unwrap_or(1).max(1);
    let room = (WIDTH - LEFT) / count;
    let bottom = TOP + PLOT;
    let lines = [0, highest / 2, highest];
    let lines = lines.map(|value| Line { y: bottom - value * PLOT / highest, text: value.to_string() });
    let (mut rects, mut names) = (Vec::new(), Vec::new());
    for (column, label) in labels.iter().enumerate() {
        let x = LEFT + room * i64::try_from(column).unwrap_or(0);
        let mut below = 0;
        for (number, values) in series.iter().enumerate() {
            let value = values.get(column).copied().unwrap_or(0);
            // Reckoned from the sum, so that roundings do not add up.
            let (start, end) = (below * PLOT / highest, (below + value) * PLOT / highest);
            below += value;
            if value > 0 {
                let height = (end - start).max(1);
                let rect = Rect {
                    x: x + room / 6,
                    y: bottom - start - height,
                    width: room * 2 / 3,
                    height,
                    series: number,
                };
                rects.push(rect);
            }
        }
        names.push(Label { x: x + room / 2, y: bottom + 25, text: label.clone() });
    }
    Chart {
        width: WIDTH,
        height: bottom + 32,
        left: LEFT,
        lines: lines.into_iter().collect(),
        rects,
        labels: names,
        texts: Vec::new(),
    }
}

/// A bar as [`bars`] draws it.
pub(super) struct Bar {
    /// Its name.
    pub(super) name: String,
    /// Its length.
    pub(super) value: i64,
    /// What stands behind it.
    pub(super) text: String,
    /// Its colour.
    pub(super) series: usize,
}

/// Bars below each other, their names above them: a phone has no room beside.
pub(super) fn bars(bars: &[Bar]) -> Chart {
    const ROW: i64 = 60;
    let longest = bars.iter().map(|bar| bar.value).max().unwrap_or(0).max(1);
    let (mut rects, mut texts) = (Vec::new(), Vec::new());
    for (row, bar) in bars.iter().enumerate() {
        let y = ROW * i64::try_from(row).unwrap_or(0);
        let width = bar.value.saturating_mul(WIDTH) / longest;
        rects.push(Rect { x: 0, y: y + 34, width: width.max(2), height: 16, series: bar.series });
        texts.push(Label { x: 0, y: y + 25, text: format!("{}: {}", bar.name, bar.text) });
    }
    let height = ROW * i64::try_from(bars.len()).unwrap_or(0);
    Chart {
        width: WIDTH,
        height: height.max(1),
        left: 0,
        lines: Vec::new(),
        rects,
        labels: Vec::new(),
        texts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_on_each_other_and_end_at_their_sum() {
        let chart = columns(&["a".to_owned(), "b".to_owned()], &[vec![3, 0], vec![4, 10]]);
        let drawn: Vec<(usize, i64, i64)> =
            chart.rects.iter().map(|rect| (rect.series, rect.y - TOP, rect.height)).collect();
        assert_eq!(drawn, [(0, 126, 54), (1, 54, 72), (1, 0, 180)]);
        assert_eq!(chart.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(), ["0", "5", "10"]);
        assert!(columns(&[], &[]).rects.is_empty());
    }

    #[test]
    fn the_scale_ends_at_a_round_number() {
        for (value, expected) in [(0, 1), (2, 2), (3, 5), (7, 10), (11, 20), (430, 500), (501, 1_000)] {
            assert_eq!(round_up(value), expected, "{value}");
        }
    }

    #[test]
    fn the_longest_bar_is_as_wide_as_the_picture() {
        let bar = |value| Bar { name: String::new(), value, text: String::new(), series: 0 };
        let widths: Vec<i64> = bars(&[bar(5), bar(10), bar(0)]).rects.iter().map(|rect| rect.width).collect();
        assert_eq!(widths, [360, 720, 2]);
        assert_eq!(bars(&[]).height, 1);
    }
}
