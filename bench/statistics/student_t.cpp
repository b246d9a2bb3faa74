// Student's t and Fisher's F distribution, by Boost.Math: the only file that includes it.
#include "statistics/interval.hpp"

#include "base/assert.hpp"

#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace reqbench::statistics {

double student_t_quantile(double p, double degrees) {
  REQBENCH_ASSERT(degrees >= 1 && p > 0 && p < 1, "a quantile of Student's t needs degrees >= 1 and 0 < p < 1");
  return boost::math::quantile(boost::math::students_t{degrees}, p);
}

double student_t_cdf(double t, double degrees) {
  REQBENCH_ASSERT(degrees >= 1, "Student's t needs degrees >= 1");
  return boost::math::cdf(boost::math::students_t{degrees}, t);
}

double fisher_f_quantile(double p, double above, double below) {
  REQBENCH_ASSERT(above >= 1 && below >= 1 && p > 0 && p < 1, "a quantile of F needs degrees >= 1 and 0 < p < 1");
  return boost::math::quantile(boost::math::fisher_f{above, below}, p);
}

} // namespace reqbench::statistics
