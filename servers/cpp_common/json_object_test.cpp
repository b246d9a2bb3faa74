// Which queries are answered, and that the text comes out as it was meant.
#include "json_object.hpp"

#include <gtest/gtest.h>

namespace cpp_common {
namespace {

TEST(JsonObject, AQueryBecomesAnObject) {
  const Query query("unknown=1&tag=b&message=a+b%20%26%3D%C3%A9&active=false&id=41&tag=a%2B");
  const Object object = parse_object(query);
  EXPECT_EQ(object.id, 41);
  EXPECT_EQ(object.message, "a b &=é");
  EXPECT_FALSE(object.active);
  EXPECT_EQ(object.tags, (Query::Values{"b", "a+"}));
}

TEST(JsonObject, AQueryThatMissesSomethingIsRefused) {
  for (const char *query : {
           "",
           "message=m&active=true&tag=t",
           "id=1&active=true&tag=t",
           "id=1&message=&active=true&tag=t",
           "id=1&message=m&tag=t",
           "id=1&message=m&active=1&tag=t",
           "id=1&message=m&active=true",
           "id=1&message=m&active=true&tag=t&tag=",
           "id=0&message=m&active=true&tag=t",
           "id=1000000001&message=m&active=true&tag=t",
           "id=99999999999999999999&message=m&active=true&tag=t",
           "id=1.5&message=m&active=true&tag=t",
           "id=-1&message=m&active=true&tag=t",
           "id=%2B1&message=m&active=true&tag=t",
           "id=1&message=%z1&active=true&tag=t",
           "id=1&message=m&active=true&tag=%4",
       }) {
    EXPECT_THROW(parse_object(Query(query)), InvalidInput) << query;
  }
}

} // namespace
} // namespace cpp_common
