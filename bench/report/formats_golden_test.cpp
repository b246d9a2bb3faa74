// Every format on the same views, byte for byte. REQBENCH_UPDATE_GOLDEN=1 writes the files anew: read the difference.
#include "report/formats.hpp"
#include "report/made_report.hpp"
#include "report/report.hpp"

#include "base/file.hpp"
#include "base/random.hpp"
#include "result/published_schema.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

namespace reqbench::report {
namespace {

struct Story {
  std::string name;
  Made (*made)();
};

/// Of a long text its beginning and end for people, and a hash that answers for all of it: what lies between says the
/// same of other workloads, and megabytes of it would say it in every change.
std::string told(const std::string &text) {
  constexpr std::size_t longest = 128 * 1024, shown = 16 * 1024;
  if (text.size() <= longest) return text;
  const auto head = text.rfind('\n', shown) + 1;
  const auto tail = std::min(text.find('\n', text.size() - shown), text.size() - 1) + 1;
  return text.substr(0, head) + "… " + std::to_string(text.size()) + " bytes, " +
         base::hexadecimal(base::stable_hash(text)) + " …\n" + text.substr(tail);
}

class Golden : public testing::TestWithParam<Story> {};

TEST_P(Golden, EveryFormatPrintsWhatItPrintedBefore) {
  const auto made = GetParam().made();
  const auto view = make_view(made.run, made.summary);
  for (const auto &format : format_table) {
    const auto ending = format.name == "terminal" ? "txt"
                        : format.file.empty()     ? std::string{format.name} + ".md"
                                                  : std::filesystem::path{format.file}.extension().string().substr(1);
    const auto file =
        std::filesystem::path{REQBENCH_SOURCE_DIR} / "bench/report/golden" / (GetParam().name + "." + ending);
    // Of the page only what is made from the view: its library has the size of all goldens together.
    const auto printed = told(format.name == "html" ? print_html_body(view) : format.print(view));
    if (std::getenv("REQBENCH_UPDATE_GOLDEN")) {
      ASSERT_TRUE(base::write_file_atomically(file, printed));
    }
    const auto golden = base::read_file(file);
    ASSERT_TRUE(golden) << golden.error().message();
    EXPECT_EQ(printed, *golden) << "if this is what you want: REQBENCH_UPDATE_GOLDEN=1, then read the difference";
  }
}

TEST_P(Golden, JsonKeepsToThePublishedSchema) {
  const auto made = GetParam().made();
  auto json = base::parse_json(print_json(make_view(made.run, made.summary)), "report.json");
  ASSERT_TRUE(json) << json.error().message();
  EXPECT_EQ(result::complaint(*json, "report"), "");
  (*json)["tables"].push_back(*json);
  EXPECT_NE(result::complaint(*json, "report"), "") << "a table has other keys";
}

INSTANTIATE_TEST_SUITE_P(
    Stories, Golden,
    testing::Values(Story{"empty", made_empty}, Story{"one_trial", made_one_trial},
                    Story{"all_failed", made_all_failed}, Story{"one_server", made_one_server},
                    Story{"ties", made_ties},
                    Story{"hostile", [] { return made_hostile("<script>alert(\"1\")</script>,\n'=1+1'"); }},
                    Story{"unseen", [] { return made_hostile("zero\u200bwidth \u202egnp.exe\ufeff"); }},
                    Story{"three_servers", made_three_servers}, Story{"wide", made_wide},
                    Story{"load", [] { return made_load(); }}),
    [](const auto &story) { return story.param.name; });

} // namespace
} // namespace reqbench::report
