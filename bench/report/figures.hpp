// One shown figure from one number of a cell: text, value and tone. Nothing here knows of tables or sentences.
#pragma once

#include "report/lineup.hpp"
#include "report/view.hpp"

namespace reqbench::report {

/// From the merged histogram of the cell's launches; none when fewer than 100 samples lie beyond it, "> 2 s"
/// when a request that had not ended stands among them.
Figure percentile(const statistics::Cell &cell, double p);
/// The same with its interval over launches: "4.21 ms (4.10–4.43 ms)".
Figure percentile_and_interval(const statistics::Cell &cell, double p);
/// The same where there is no room for it: "≈ 4.21 ms" when it reaches more than a fifth below or above the value.
Figure percentile_roughly(const statistics::Cell &cell, double p);
/// "26.9 k (26.1–27.7 k)"; "≥ 269 k" when the generator had a part in what bound the cell.
Figure throughput(const statistics::Cell &cell);
/// µs of server CPU per right answer.
Figure cpu_per_request(const statistics::Cell &cell);
/// Bytes or ns of the whole launch.
Figure memory(const statistics::Cell &cell, statistics::Metric metric);
Figure start_up(const statistics::Cell &cell);
Figure capacity(const statistics::Cell &cell);
/// Requests that were sent and got no right answer.
Figure errors(const statistics::Cell &cell);
/// Requests that fell due and never left.
Figure not_sent(const statistics::Cell &cell);
/// How many launches stand apart, and the farthest figure of them: "3 launches, worst: requests/s −30 % (trial 17)". Of
/// the load's metrics, or of those of the whole launch.
Figure outliers(const statistics::Cell &cell, bool of_launch);
/// All of them: "trial 17 (block 4): requests/s −30 %, latency p50 +41 %; trial 21 …".
std::string all_outliers(const statistics::Cell &cell, bool of_launch);

/// "2.07 × (2.05–2.09) of go_nethttp: faster": one server against the next one in the order; null gives none.
Figure next_figure(const statistics::Ratio *step);

bool is_shown(const Figure &figure);

/// How a word is coloured.
Tone tone_of(statistics::Verdict verdict);
/// "3.12 × (2.90–3.36)", "≥ 3.12 ×", "not given"; null gives none.
Figure ratio_figure(const statistics::Ratio *ratio);
/// "1.2 %": how far the ratios of single blocks lie from their mean; none where the ratio itself is not shown.
Figure spread_figure(const statistics::Ratio *ratio);
/// "faster", "less", "tie", "undecided", "undecided (faster alone)" where Holm's correction took the word; null gives
/// none. A pair that no sentence sets against each other gets the mark "(tuned)".
Figure word_figure(const statistics::Ratio *ratio, bool comparable);

} // namespace reqbench::report
