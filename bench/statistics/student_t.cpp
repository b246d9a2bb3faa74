// Student's t distribution, by Boost.Math: the only file that includes it.
#include "statistics/interval.hpp"

#include "base/assert.hpp"

#include <boost/math/distributions/students_t.hpp>

namespace reqbench::statistics {

double student_t_quantile(double p, int degrees) {
  REQBENCH_ASSERT(degrees >= 1 && p > 0 && p < 1, "a quantile of Student's t needs degrees >= 1 and 0 < p < 1");
  return boost::math::quantile(boost::math::students_t{static_cast<double>(degrees)}, p);
}

double student_t_cdf(double t, int degrees) {
  REQBENCH_ASSERT(degrees >= 1, "Student's t needs degrees >= 1");
  return boost::math::cdf(boost::math::students_t{static_cast<double>(degrees)}, t);
}

} // namespace reqbench::statistics
