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
void check_wrong_method(Examination &examination);
void check_head(Examination &examination);

// framing.cpp
void check_split_segments(Examination &examination);
void check_pipelined_pair(Examination &examination);
void check_long_header(Examination &examination);
void check_error_framing(Examination &examination);

// connections.cpp
void check_keep_alive(Examination &examination);
void check_connection_close(Examination &examination);

} // namespace reqbench::verify
