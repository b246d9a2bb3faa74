// The checks themselves, by subject; verify.cpp holds the table that names them and says what each one proves.
#pragma once

namespace reqbench::verify {

class Examination;

// answers.cpp
void check_each_request(Examination &examination);
void check_random_draws(Examination &examination);
void check_invalid_inputs(Examination &examination);
void check_alternating_bodies(Examination &examination);

// methods.cpp
void check_unknown_path(Examination &examination);
void check_query_escapes(Examination &examination);
void check_wrong_method(Examination &examination);
void check_head(Examination &examination);

// framing.cpp
void check_split_segments(Examination &examination);
void check_byte_by_byte(Examination &examination);
void check_pipelined_pair(Examination &examination);
void check_pipelined_sixteen(Examination &examination);
void check_ordinary_header(Examination &examination);
void check_long_header(Examination &examination);
void check_error_framing(Examination &examination);

// connections.cpp
void check_keep_alive(Examination &examination);
void check_connection_close(Examination &examination);
void check_interleaved(Examination &examination);

// bodies.cpp
void check_expect_continue(Examination &examination);
void check_chunked_body(Examination &examination);
void check_body_limit(Examination &examination);
void check_largest_body(Examination &examination);
void check_garbage(Examination &examination);

// json_bodies.cpp
void check_json_spelling(Examination &examination);
void check_broken_json(Examination &examination);
void check_json_constants(Examination &examination);
void check_numbers_as_texts(Examination &examination);
void check_missing_members(Examination &examination);
void check_extra_members(Examination &examination);

// dates.cpp
void check_date(Examination &examination);

} // namespace reqbench::verify
