// The texts were recorded on Linux 6.18 (Debian 12); the odd names are made up.
#include "resource/proc_text.hpp"

#include <gmock/gmock.h>

namespace reqbench::resource {
namespace {

TEST(ProcText, ANumberIsTheWholeTextOrNone) {
  EXPECT_EQ(parse_number("0"), 0u);
  EXPECT_EQ(parse_number("18446744073709551615"), 18446744073709551615u);
  for (const auto *text : {"", " 1", "1 ", "-1", "1.5", "self", "18446744073709551616"})
    EXPECT_EQ(parse_number(text), std::nullopt) << text;
}

TEST(ProcText, ParentAndTicksAreReadFromStat) {
  const auto stat =
      parse_stat("9450 (cat) R 9440 9440 6378 0 -1 4194304 100 0 0 0 17 4 33 2 20 0 1 0 120156 3133440 410 "
                 "18446744073709551615 94588855521280 94588855541161 140726918382944 0 0 0 0\n");
  ASSERT_TRUE(stat);
  EXPECT_EQ(stat->parent, 9440);
  EXPECT_EQ(stat->user_ticks, 17u);
  EXPECT_EQ(stat->system_ticks, 4u);
  EXPECT_EQ(stat->waited_user_ticks, 33u);
  EXPECT_EQ(stat->waited_system_ticks, 2u);
  EXPECT_EQ(stat->started, 120156u);
}

TEST(ProcText, WhoIgnoresTheEndOfItsChildrenIsKnown) {
  EXPECT_TRUE(ignores_children("SigBlk:\t0000000000000000\nSigIgn:\t0000000001011000\nSigCgt:\t0000000000000002\n"));
  EXPECT_FALSE(ignores_children("SigIgn:\t0000000001001000\nSigCgt:\t0000000000010000\n")) << "it handles it";
  for (const auto *none : {"", "SigIgn:\n", "SigIgn: x"}) EXPECT_FALSE(ignores_children(none)) << none;
}

TEST(ProcText, AProcessNameMayHoldBlanksAndBrackets) {
  const std::string fields = " S 42 1 1 0 -1 0 0 0 0 0 5 6 0 0 20 0 1 0 7 8 9";
  for (const std::string name : {"tmux: server", "a) R 1 (b", ")", "", "((", "new\nline"}) {
    const auto stat = parse_stat("7 (" + name + ")" + fields);
    ASSERT_TRUE(stat) << name;
    EXPECT_EQ(stat->parent, 42) << name;
    EXPECT_EQ(stat->user_ticks, 5u) << name;
    EXPECT_EQ(stat->system_ticks, 6u) << name;
  }
}

TEST(ProcText, TextThatIsNoStatIsNone) {
  for (const auto *text : {"", "7", "7 (cat", "7 (cat)", "7 (cat) R 1 2 3", "7 (a) S x 1 1 0 -1 0 0 0 0 0 5 6 0",
                           "7 (a) S 42 1 1 0 -1 0 0 0 0 0 x 6 0", "7 (a) S 42 1 1 0 -1 0 0 0 0 0 5 -6 0"})
    EXPECT_EQ(parse_stat(text).has_value(), false) << text;
}

constexpr auto rollup = "5592bcd6e000-7ffef984e000 ---p 00000000 00:00 0                          [rollup]\n"
                        "Rss:                1740 kB\nPss:                 334 kB\nPss_Dirty:           116 kB\n"
                        "Pss_Anon:            116 kB\nAnonymous:           116 kB\nAnonHugePages:         0 kB\n";

TEST(ProcText, KilobytesBecomeBytes) {
  EXPECT_EQ(number_of(rollup, "Pss"), 334u * 1024) << "not Pss_Dirty";
  EXPECT_EQ(number_of(rollup, "Anonymous"), 116u * 1024);
  EXPECT_EQ(number_of(rollup, "AnonHugePages"), 0u);
}

TEST(ProcText, NumbersWithoutAUnitStayAsTheyAre) {
  const auto *status = "Name:\tcat\nVmHWM:\t    1640 kB\nThreads:\t1\nvoluntary_ctxt_switches:\t12\n"
                       "nonvoluntary_ctxt_switches:\t3";
  EXPECT_EQ(number_of(status, "Threads"), 1u);
  EXPECT_EQ(number_of(status, "VmHWM"), 1640u * 1024);
  EXPECT_EQ(number_of(status, "voluntary_ctxt_switches"), 12u) << "not nonvoluntary";
  EXPECT_EQ(number_of(status, "nonvoluntary_ctxt_switches"), 3u);
}

TEST(ProcText, AKeyThatIsMissingOrHoldsNoNumberIsNone) {
  EXPECT_EQ(number_of(rollup, "Swap"), std::nullopt);
  EXPECT_EQ(number_of(rollup, "Ps"), std::nullopt);
  EXPECT_EQ(number_of("", "Pss"), std::nullopt);
  EXPECT_EQ(number_of("Pss:\n", "Pss"), std::nullopt);
  EXPECT_EQ(number_of("Pss: kB\n", "Pss"), std::nullopt);
  EXPECT_EQ(number_of("Pss: many kB\n", "Pss"), std::nullopt);
}

TEST(ProcText, WordsLoseTheirBlanksAndQuotes) {
  EXPECT_EQ(words_of("processor\t: 0\nmodel name\t: AMD EPYC\nmodel name\t: other\n", "model name", ':'), "AMD EPYC");
  EXPECT_EQ(words_of("PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nNAME=Debian", "PRETTY_NAME", '='),
            "Debian GNU/Linux 12 (bookworm)");
  EXPECT_EQ(words_of("PRETTY_NAME=\"Debian\"\nNAME=Debian", "NAME", '='), "Debian");
  EXPECT_EQ(words_of("A=\"", "A", '='), "\"");
  EXPECT_EQ(words_of("A=", "A", '='), "");
  EXPECT_EQ(words_of("A=1", "B", '='), "");
}

} // namespace
} // namespace reqbench::resource
