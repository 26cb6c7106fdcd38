# Sentences in English. The key is the stable code; every key and argument stands in th.ftl too. Never a personal number.

## Answers of the program to somebody who asks.

UNAUTHENTICATED = Sign in first.
PASSWORD_CHANGE_REQUIRED = Change your password first (changePassword): whoever made the account knows it. Until then nothing is shown and nothing can be done.
LOGIN_FAILED = Sign-in failed. The account name or the password is wrong. Check both and try again.
TOO_MANY_ATTEMPTS = Too many attempts. Wait a while and try again, or ask the administrator.
SESSION_ENDED = The session has ended. Sign in again. What was saved is kept.
COOKIE_REFUSED = This request was not sent by a page of this system, and nothing was done. Open the system at its own address and try again.
PASSWORD_TOO_SHORT = The password is too short. It needs at least { $min } characters.
PASSWORD_TOO_COMMON = This password is easy to guess. Choose another.
PASSWORD_TOO_LONG = The password is too long.
PASSWORD_WRONG = The present password is not right. Try again.
PASSWORD_UNCHANGED = The new password must differ from the present one.
NOT_FOUND = Nothing was found, or it lies outside your area.
FORBIDDEN = Your account may not do this. If it is needed, ask the officer in charge in the district.
OUT_OF_SCOPE = This lies outside your area and was not taken. Send it to the office of that area.
VERSION_CONFLICT = Somebody changed this before you. Compare your values with the new ones and save again.
KEY_REUSED = This key was already used for another request. Open the page again and send once more.
KEY_MALFORMED = The key must be printable ASCII without spaces and not too long.
BAD_INPUT = What was sent is not well formed. Check the field named.
BAD_INPUT_FIELD = The value of “{ $field }” is not well formed. Check it.
BAD_INPUT_CODE = What is given for the code “{ $code }” in “{ $field }” does not fit. Give exactly one value, of the kind that this code takes.
YEAR_OUT_OF_RANGE = Give a year of the Buddhist era, { $from } to { $to }.
ONE_OF_TWO = Give either { $one } or { $other }, and not both.
BOTH_OR_NEITHER = Give { $one } and { $other } together, or neither.
AREA_CODE_MALFORMED = An area code has 2, 4, 6 or 8 digits. Correct it.
REQUIRED = Fill in this field.
BAD_ID = The reference is not valid. Open the record from its list again.
BAD_CURSOR = The place in the list is not valid. Begin again from the first page.
PAGE_SIZE = Ask for { $min } to { $max } at a time.
DOCUMENT_INVALID = The request does not fit the system. Check what was entered, or update the program.
TOO_COMPLEX = The request is too complex. Ask for less, or in several parts.
TOO_LARGE = What was sent is too large. Send it in parts.
TOO_SLOW = The request took too long and was stopped. Choose a smaller area or period.
BUSY = The system is busy. Try again in a moment.
INTERNAL = Something went wrong on our side. Nothing was saved. Try again, and if it stays, tell the administrator the time.
DAY_IN_FUTURE = The day is after today. Correct it.
DAY_IN_PAST = The day is before today. Correct it.
DAYS_OUT_OF_ORDER = The last day comes before the first. Correct the days.
TEXT_TOO_LONG = The text is too long. At most { $max } characters are kept.
REASON_REQUIRED = Say why this has to be opened. The reason is recorded.
NUMBER_SEARCH_NOT_YOURS = Your account may not look for people by citizen number, so nothing was looked for. Look by name, house code or house number.
TOO_MANY_NUMBERS = Today { $max } searches or corrections with a citizen number were made with this account. Go on tomorrow, or look by name or house.
SELECTION_CHANGED = The selection has changed from { $wanted } to { $found }, so nothing was done. Look through it and confirm again.
TOO_MANY_EXCEPTIONS = At most { $max } can be left out at once. Use a narrower filter.
ACT_CANNOT_BE_UNDONE = This can no longer be undone.
ALREADY_UNDONE = This was already undone.
AUDIT_GAP = Places are missing before place { $place } of the chain.
AUDIT_EVENT_GONE = The event at place { $place } of the chain is gone.
AUDIT_EVENT_CHANGED = The event at place { $place } of the chain is not what was recorded.
AUDIT_CHAIN_BROKEN = Place { $place } of the chain does not follow from the one before it: something was exchanged, put in or rewritten.
AUDIT_HEAD_MISSING = The chain does not pass through the head of place { $place } that was kept: it was cut or rewritten.
ACCOUNT_NAME_TAKEN = An account of this name exists. Choose another name.
ACCOUNT_NAME_MALFORMED = An account name has 3 to 60 small letters, digits, dots, hyphens, underscores or @. Correct it.
ACCOUNT_OWN = You cannot disable your own account. Ask another administrator.
ACCOUNT_UNKNOWN = The account is not known. Choose one from the list.
ACCOUNT_DISABLED = The account is disabled, so a new password would open nothing. Make a new account.
ROLE_CANNOT_BE_GIVEN = Your role cannot give this role to others.
GRANT_TO_SELF = Nobody gives a role to themselves. Ask somebody else who may give it.
GRANT_TEAM_IS_A_MENTORS = A mentor needs a mentor team, and no other role has one. Correct it.
GRANT_NEED_IS_A_PARTNERS = Only agency officers and partners have a need they accepted. Correct it.
GRANT_NEVER_RESTRICTED = This role never opens restricted items.
GRANT_OVER_ALL_AREAS = An auditor reads the audit log of the whole system, which is not kept by area. Give the role without areas.
GRANT_NEEDS_ORDER = Acting or delegated powers need the number of an order. Enter it.
GRANT_NEEDS_LAST_DAY = Whoever acts in your post or uses its powers does so until a day. Enter the last day.
GRANT_OUTLASTS_POST = Nobody acts in your post before you hold it or longer than you do. Correct the day.
TEAM_UNKNOWN = There is no such team, or it has ended. Choose another.
NOT_AN_ANALYST = Tokens are made only for the account of a ministry analyst that is in use.
TOKEN_DAYS = A token lasts 1 to { $max } days.
AREA_UNKNOWN = The area is not in the list of areas. Choose one from the list.
AREA_ENDED = The area has ended already. Choose one that is in use.
AREA_ENDS_LATER = That day is still to come. End the area on the day itself or later; what was made there meanwhile is found in its successor.
AREA_OWN_SUCCESSOR = An area cannot follow itself. Choose another.
REFUSED = This cannot be done.
AREA_REQUIRED = Choose at least one area.
DEMO_NOT_EMPTY = This database holds something already. The demonstration is only made in an empty one: choose another data folder or database.
SETTING_OUT_OF_RANGE = Choose a whole number from { $from } to { $to }.
PARAMETER_SET_RELEASED = This set is released and cannot be changed. Draft a new version.
PARAMETER_SET_UNREADABLE = The set of values cannot be read from line { $line }, column { $column }. Check the key, the form and the value there.
PARAMETER_SET_UNREADABLE_KEY = The set of values cannot be read: “{ $missing }” is missing in what begins at line { $line }. Add it.
PARAMETER_SET_UNREADABLE_MISSING = The set of values cannot be read: “{ $missing }” is missing. Add it.
PARAMETER_SET_UNREADABLE_VALUE = The set of values cannot be read: “{ $key }” cannot be “{ $value }”. Correct the value.
PARAMETER_SET_UNREADABLE_TWICE = The set of values cannot be read: “{ $twice }” stands twice. Leave one of them out.
PARAMETER_SET_UNREADABLE_RESTRICTED = The set of values cannot be taken: “{ $restricted }” is kept to named officers and cannot decide what everybody sees. Leave it out.
PARAMETER_SET_YEARS = The set does not hold for fiscal year { $year }, in which it would begin. Correct its years or the day.

## What the state of a case, visit, plan or piece of help does not allow.

CASE_CLOSED = The case is closed, so “{ $act }” cannot be recorded. Reopen it first if needed.
CASE_NOT_CLOSED = The case is not closed ({ $status }), so there is nothing to reopen.
CASE_NOT_CONFIRMED = The household is not confirmed as a target, so “{ $act }” cannot be recorded. Record the verification first.
CASE_NOT_CONFIRMED_HELP = The household is not confirmed as a target, so development help cannot be recorded. Record the verification first. Immediate help can be recorded at once.
CASE_ALREADY_SO = The case already is: { $status }.
LEVEL_NOT_SUSTAINABLE = The case cannot be closed as sustainable. The household’s level is: { $level }.
CHIEF_MUST_AGREE = Closing as sustainable needs the district chief’s agreement.
NOT_NEEDS_WELFARE = Continuing care is for households classed as needing welfare.
UNDER_CONTINUING_CARE = The household is under continuing care. End that first.
CLOSING_NOT_PROPOSED = No closing of this case is proposed and waiting. Look at how it stands now.
NOT_IN_CONTINUING_CARE = The household is not under continuing care.
PROBLEM_CANNOT_BECOME = A problem cannot go from “{ $from }” to “{ $to }”.
HELP_CANNOT_BECOME = Help cannot go from “{ $from }” to “{ $to }”.
NO_PLAN_WAITS = The case has no plan that waits for the board. Leave it out.
PLAN_CANNOT_BECOME = A plan cannot go from “{ $from }” to “{ $to }”.
NEED_UNKNOWN = There is no need of the code { $code }. Choose one of: { $known }.
MENU_ITEM_UNKNOWN = The need { $need } has no item of the code { $code }. Choose one of its items or leave it out.
VISIT_IN_FUTURE = The day of the visit is after today. Enter the day it took place.
VISIT_WITHOUT_VISITOR = Name at least one person who went.
VISIT_NOBODY_MET = Nobody was met at this visit, so it cannot say what was found, confirm, classify, or say that nothing changed. Take that out, or correct how the household was reached.
VISIT_CHANGED_AND_NOT = “Nothing changed” is chosen and findings are given. Keep one of them.
VISIT_FOUND_TWICE = A visit says of each thing once how it stands. Keep one of the findings of the same thing.
PLAN_AGREED_IN_FUTURE = The day the household agreed is after today. Correct it.
PLAN_WITHOUT_WAY_OUT = A household plan needs a way out. Write what will be done.
PLAN_VERSION_OUT_OF_ORDER = The plan’s versions do not follow. The next is { $wanted }, and { $found } came. Open the latest version.
PLAN_NEEDED = Development help of this value needs a plan approved by the district board first.
HELP_IN_FUTURE = The day of the help is after today. Correct it, or record it as planned.
HELP_DONE_WITHOUT_DAY = Help that is done needs its day.
HELP_DAY_WITHOUT_DONE = A day of giving is set, and the help is still planned. Make the two agree.
HELP_VALUE_NEGATIVE = The value of help cannot be below nought.
HELP_VALUE_MISSING = Give the value, or say that there is none.
NEED_ALREADY_MET = This need is being met. Ask { $whom } before recording it again.
MENTOR_LOAD_HIGH = This mentor team has { $count } households, more than the { $line } set. It can still be assigned.
TEAM_OUTSIDE_AREA = The team does not serve the household’s area. Choose a team of that area.
TEAM_WRONG_KIND = The team chosen is a { $found }; a { $wanted } is wanted.
TEAM_ENDED = The team has ended. Choose another.
MENTOR_TEAM_ELSEWHERE = The mentor team does not stand inside this subdistrict team. Choose one that does.
TEAM_HAS_CASES = The team still has { $count } households. Hand them over first.
MEMBER_UNKNOWN = This member of a team is not known. Choose one of the team, or write the name.
MEMBER_ENDED = This membership has already ended.
ASSIGNMENT_SETTLED = This prepared assignment was already committed or withdrawn.
ASSIGNMENT_STALE = Of the { $all } cases prepared, { $changed } were given to another team since, so nothing was done. Look through them and prepare the assignment again.
CASE_HAS_NO_TEAM = The case has no team yet. Assign it first.
PROPOSAL_SETTLED = The proposal was already settled.
ALREADY_HAS_CASE = The household already has a case.
PROBLEM_UNKNOWN = There is no such item in the catalogue.

## What stands beside a level or a figure.

CRITERIA_NOT_OFFICIAL = Default of the system, not an official criterion; to be confirmed by the ministry.
SURVEY_ONLY = From survey, not yet confirmed at home.
WITHHELD_SMALL = Withheld (small number)
WITHHELD_COMPLEMENTARY = Withheld (against subtraction)
FIGURES_NOT_PUBLISHED = This figure is not published. Ask for a larger area, or by fewer kinds at once.
FIGURES_ROUNDED = Figures are rounded to multiples of 5. Totals may differ from the sum of their parts.
FIGURES_COVERAGE = Sum of { $areas } of { $of } areas.
FIGURES_AS_OF = As of { $day }.
IMPORT_RUNNING = An import is running. Figures may change.

## Importing files as a whole.

IMPORT_UNDER_WAY = This very file is being imported elsewhere just now. Wait until that is done, and see the list of imports.
IMPORT_TAKEN_BACK = This import is being taken back, or was while its rows were stored. None of them stay but those somebody worked on. When the undo has ended, import the file anew.
ALREADY_IMPORTED = This file was already imported. Nothing changes.
PLAN_STALE = Records changed after the dry run, so nothing was stored. Run the dry run again.
BATCH_UNDONE = This import was undone.
BATCH_NOT_READY = This import is not ready. Wait until the check is done.
YEAR_REQUIRED = The file does not state its survey year. Give the year (Buddhist era).
READER_FAILED = The file could not be read to its end. Open it in a spreadsheet program, save it anew and try again.
READER_TOO_SLOW = Reading the file took too long and was stopped. Split it into smaller files.
columns_missing = Columns that such a list usually has and this file has not; nothing is known of: { $columns }. Check their headers if the file should state them.
columns_unknown = Columns that no field took; their cells are kept as written and nothing was read from them: { $columns }. Check their headers if they matter.
rows_without_place = Rows whose place is not known: { $rows }. No case is opened for them until it is; each row says so in the report. Correct the names of their places and import the file again, or load the list of areas.
row_no_longer_listed = Row { $row } of sheet “{ $sheet }” of the file before is no longer in the file. What it said is kept; see why it was left out.
undo_reversed = Taken back: { $rows } rows of { $households } households, and { $cases } cases that this import opened.
undo_kept = Kept: { $rows } rows of { $households } households, because { $why }.
undo_failed = Not taken back because something failed: { $rows } rows of { $households } households.
undo_would_reverse = Would be taken back: { $rows } rows of { $households } households, and { $cases } cases that this import opened. Nothing is changed yet.
undo_would_keep = Would be kept: { $rows } rows of { $households } households, because { $why }.
unchanged = The row is the same as already stored. Nothing changes.
changed = The row differs from the one stored before in { $fields } and takes its place.
other_file_replaced = Row { $row } of { $place } says otherwise of the same person, in the same source and year, in { $fields }. This row came later and counts instead. If the other is right, take this import back or import a corrected list.
area_not_found = The { $missing } that this row names is not known in { $found }, where the row is kept for now. Correct the name, or load a list of areas that has it: rows imported before are then placed anew.
area_name_differs = The { $missing } that this row names is not known; by the rest of the row it lies in { $found }. Check the name.
area_name_alone = The row names no province and no district; by the name of its subdistrict alone it was placed in { $found }. Check it, and add the province and district.
code_contradicts = The code and the names of the place of this row do not agree. It was placed in { $found }. Check both.
area_unknown = The place of this row is not known. The row is kept, but no case is opened for it until its place is known: correct or add the names of its place and import it again, or load the list of areas.
area_list_unknown = No list of areas that is known: its first line has the columns: { $found }. A list of areas has the columns code and name_th; area_code, province, amphoe, tambon, village; kind, name, members; or is the Interior Ministry’s population file with | between its columns. Check that it is the right file and has its line of column names.
area_list_workbook = The file is a workbook of a spreadsheet program, and a list of areas is a text file. Save it as CSV (UTF-8) and load that.
area_list_empty = No area was found in the file, so nothing was changed. Check that it is the right file.
area_list_too_long = The file is longer than a list of areas can be ({ $limit } bytes). Check that it is the right file.
area_list_unreadable = The file cannot be read as a table. Save it as CSV (UTF-8) and load that.
area_list_folder = This is a folder. Name the files in it.
area_line_code_invalid = Left out: “{ $found }” is no area code of 2, 4, 6 or 8 digits. Correct the code.
area_line_name_differs = The code { $found } bears another name on a line before; the first was kept. See which is right.
area_line_parent_differs = Left out: the parent’s code does not agree with the code { $found }. Check both.
area_line_level_differs = Left out: the level does not agree with the digits of the code { $found }. Check both.
area_line_kind_unknown = Left out: the kind “{ $found }” is not known. Write local_organisation or cluster.
area_line_set_empty = Left out: the name or the codes of the members are missing. Add them.

## Rows of a file that are not data.

row_blank = A blank row, skipped.
row_header = The header again, skipped.
row_total = A total, skipped.
row_note = A note, skipped.

## Rows of a file that are refused.

id_scientific = A spreadsheet turned the citizen number into scientific notation and lost its last digits, so the row is refused. Type all 13 digits again in a cell set to text.
id_length = The citizen number has { $digits } digits instead of 13, so the row is refused. Check it against the card or house register.
id_check_digit = The citizen number is wrong: its last digit does not agree with the other twelve. The row is refused. Check it against the card or house register.
id_unreadable = The cell of the citizen number holds something else, so the row is refused. Correct it, or leave it blank if there is none.
house_code_lost = The house code has { $digits } of its 11 digits and nothing else in the row tells the household surely, so the row is refused. Type the code again in a cell set to text.
row_without_identity = The row names nobody and nothing else says whom it is about, so it is refused. Add a name, citizen number or house code.
name_not_a_name = A number, or nothing with a letter, stands where a title, first or last name is due. The columns of the row seem shifted, so the row is refused. Put its cells under their headers and send it again.
header_changed = The header in row { $row } names other columns than the first one and leaves out some, so what stands below cannot be told and the row is refused. Put these rows in a sheet of their own with a whole header.
statistic_code_unreadable = The area code of the statistic cannot be read, so the row is refused. Check it against the original file.

## Rows of a file that are kept, with a warning.

row_hidden = The row is hidden in the sheet and was read like any other. Check that it was meant to be sent.
sheet_hidden = The sheet is hidden in the file and was read like any other. Check that it was meant to be sent.
duplicate_row = The row repeats row { $row } of sheet “{ $sheet }” and counts once.
duplicate_person = The same person in the same house stands in row { $row } of sheet “{ $sheet }”, with some other values. See which row is right.
id_shared = The same citizen number stands beside different names in this file; they are taken as different people. Check whose it is.
person_in_two_households = The person stands in two households of this file. Check where they live.
household_listed_twice = The same house is in this file under two heads. Check whether it is one household.
id_missing = No citizen number is given. The row is kept without it; add it when known.
id_masked = The citizen number is masked and kept as unknown.
house_code_missing = No house code is given. House number and village are used instead.
house_code_incomplete = The house code has { $digits } of its 11 digits and is left out. Check it against the house register.
area_code_unreadable = The village code is no code of 8 digits. The place names are used instead.
area_code_mismatch = The village code and the place names of the row disagree. The names are used; check them.
area_guessed = The place name is blank and was taken from the row above, though most rows state it. Check it.
area_missing = The place name of this level is missing. Without a known place no case is opened for the row. Add the name and import it again.
address_unreadable = The address in one cell could not be taken apart whole. The text is kept; check it.
address_disagrees = The address in one cell and this column do not agree. The column was taken; check both.
moo_unreadable = The village number is no number and is left out. Check it.
house_number_was_date = A spreadsheet turned the house number into a date. It was turned back into { $stored }; check it.
house_number_lost = A spreadsheet turned the house number into a date, and which number it was cannot be told. It is kept as unknown; type it again in a cell set to text.
date_missing = No birth date is given. The row is kept without it.
date_impossible = There is no such day. The date is left out; check it.
date_unreadable = The date cannot be read and is left out. Write it as day/month/Buddhist year.
date_in_future = The date lies after the survey year and is left out. Check it.
date_two_digit_year = The year has two digits. The latest Buddhist year not in the future was taken: { $stored }. Check it.
indicator_blank = The indicator’s result is blank and kept as unknown, neither pass nor fail.
indicator_bad = The indicator’s result is neither 1 (pass), 0 (fail) nor - (not applicable) and is kept as unknown.
mark_unreadable = The mark cannot be read and is kept as unknown. Use ✓ or a count.
mark_letter = In { $count } cells of the column “{ $column }” an x was read as a mark (yes); this row is the first. Check that it does not mean no, and use ✓.
mark_cross = A cross was read as a mark (yes). Check that it does not mean no, and use ✓.
register_result_unknown = What this result means for the card is not known, so whether there is one is kept as unknown. Check it.
count_over_members = The count of { $count } is larger than the household of { $members }. Check it.
number_unreadable = The cell holds no number that can be read and is left out. Check it.
sex_unreadable = The sex cannot be read and is left out.
title_unknown = The title is not known and kept as written.
first_name_missing = No first name is given. Add it.
last_name_missing = No last name is given. Add it if there is one.
cell_fault = The cell holds a spreadsheet fault such as #REF! and is left out. Check the formula.
id_in_text = A citizen number stood in a cell that is not for one and was left out. Move it to its own column, and check that the columns are not shifted.

## Things worth knowing about rows that are kept.

id_leading_zero_restored = The citizen number had lost its leading 0. It was put back and the check digit agrees.
date_buddhist_cell = The date cell held the Buddhist year as if it were the common one. It is kept as { $stored }.
date_serial = The date was a spreadsheet’s day number. It is kept as { $stored }.
date_partial = Only a part of the date is known. It is kept as { $stored }.
title_from_name = The title stood in the cell of the name and was taken apart.
last_name_from_first = The last name stood in the cell of the first name and was taken apart.
title_missing = No title is given.
district_completed = The capital district was written short. It is kept as { $stored }.
area_filled_down = The blank place name was taken from the first row of its block.
baht_rounded = Satang were rounded to whole baht.

## Files that are refused.

file_encrypted = The workbook is protected by a password. Remove it and send the file again.
file_empty = The file holds nothing. Check that it is the right file.
file_truncated = The file ends in the middle; it may not have been sent whole. Send it again.
file_unreadable = The file is damaged. Open it in a spreadsheet program and save it anew.
file_too_large = The file is too large ({ $limit }). Split it.
zip_bomb = The file unpacks to far more than an office file would ({ $limit }) and is refused. Save it anew in a spreadsheet program.
format_unknown = The format is not known (found: { $found }). xlsx, xls, xlsb, ods and csv are read.
active_content = The workbook holds macros or links to other files and is refused. Save it as xlsx without macros.
source_unknown = No header of TPMAP, ThaiQM, จปฐ. or the welfare register was found. Check the column headers.
source_mismatch = The file was said to be { $wanted } and its header is that of { $found }. Choose the right kind.
no_header = No row looks like a header. Add the column headers.
too_many_columns = The file has more than { $limit } columns and is refused. Remove those not needed.
too_many_rows = The file has more than { $limit } rows and is refused. Split it.
year_needed = The file does not state its survey year. Give the year (Buddhist era).
year_mismatch = The file states the survey year { $stated } and { $wanted } was given. Check which year the file is of.
import_broken_off = The import of this file broke off. Import it again: it goes on where it was.
reader_limits = Reading the file took more time or memory than an office file needs and was stopped. Save it anew in a spreadsheet program, or split it.
sheet_without_header = The sheet has no header that is known and was left out ({ $rows } rows). Add the column headers if it holds data.
years_disagree = The survey years disagree ({ $years }). Check which year the file is of.

## What comparing records found.

ID_OF_ANOTHER = The citizen number stands with another name and birth date elsewhere; they are taken as two people. Check whose it is.
ID_DIFFERS = The person has another valid citizen number elsewhere: issued anew, or mistyped. Check it.
NAME_DIFFERS = The citizen number agrees and a part of the name does not; the person may have changed it. Check it.
BIRTH_DIFFERS = Citizen number and name agree and the birth date does not. Check it.
PERSON_IN_TWO_HOUSEHOLDS = The person stands in two households in one year. Check where they live.
HOUSEHOLD_LISTED_TWICE = The household is listed under another head in the same year. Check it.
HOUSE_CODE_ELSEWHERE = The house code stands at another village in the same year. Check it.
SAME_ID = The citizen numbers agree.
OTHER_ID = The citizen numbers differ.
SAME_NAME = First and last names agree.
SIMILAR_NAME = The names are similar.
OTHER_NAME = The names differ.
SAME_BIRTH = The birth dates agree as far as known.
OTHER_BIRTH = The birth dates differ.
SAME_HOUSE = The same house.
SAME_VILLAGE = The same village.
SAME_MASKED_ID = What can be seen of a masked citizen number agrees.
SHARED_MEMBERS = Some members are the same people.
HEAD_ELSEWHERE = The head is elsewhere.
FIXED = Somebody settled it earlier.
QUESTION_SETTLED = The question was already answered.
QUESTION_NOT_ANSWERED = The question has no answer yet.
CORRECTED_SINCE = The same was already corrected for this person as of { $day }. Take that back first, or use a later day.
ALREADY_MEMBER = The person already belongs to this household.
ALREADY_DEAD = The death of this person is already recorded.
NUMBER_INVALID = The citizen number is not right. Check all 13 digits.
NUMBER_KNOWN = The person already has this number.
LINK_OF_ANOTHER_HOUSEHOLD = The row is linked to another household. Take it apart first.
