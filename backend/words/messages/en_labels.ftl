# Labels of the field's words: family-code. One word per thing; docs/words.md is the list.

## level

level-not_yet_assessable = not yet assessable
level-below_survive = below survive
level-survive = survive
level-sufficient = sufficient
level-sustainable = sustainable
level-fall_not_confirmed = fell by a survey alone, not yet confirmed at home

## case_status

case_status-to_verify = to verify
case_status-being_helped = being helped
case_status-being_followed = being followed
case_status-closed = closed
case_status-continuing_care = continuing care

## verification

verification-confirmed = confirmed
verification-not_in_need = not in need
verification-not_found = not found
verification-moved = moved
verification-dead = dead
verification-duplicate = duplicate
verification-refused = refused
verification-inaccessible = inaccessible

## household_class

household_class-can_develop = can develop
household_class-needs_welfare = needs welfare
household_class-declines = declines

## closing_reason

closing_reason-sustainable = sustainable
closing_reason-not_in_need = not in need
closing_reason-not_found = not found
closing_reason-moved_away = moved away
closing_reason-all_died = all died
closing_reason-duplicate = duplicate
closing_reason-declined = declined
closing_reason-solved_itself = solved it itself
closing_reason-solved_elsewhere = solved elsewhere

## agreement

agreement-chief = agreed by the chief
agreement-officer = agreed by an officer

## event

event-opened = opened
event-assigned = assigned
event-handed_over = handed over
event-moved = household moved
event-unassigned = unassigned
event-visited = visited
event-verified = verified
event-classified = classified
event-plan_agreed = plan agreed
event-plan_returned = plan returned
event-plan_approved = plan approved by the board
event-problem_found = problem found
event-problem_changed = problem changed
event-intervention_planned = intervention planned
event-intervention_changed = intervention changed
event-level_changed = level changed
event-follow_started = following started
event-help_resumed = help resumed
event-continuing_care_set = continuing care set
event-continuing_care_ended = continuing care ended
event-closing_proposed = closing proposed
event-closing_returned = closing returned
event-closed = closed
event-reopening_proposed = reopening proposed
event-reopened = reopened
event-listed = listed
event-no_longer_listed = no longer listed
event-obstacle_recorded = obstacle recorded
event-obstacle_settled = obstacle settled
event-commented = commented

## step

step-listed = listed
step-assigned = assigned
step-visited = visited
step-verified = verified
step-classified = classified
step-plan_agreed = plan agreed
step-approved = approved by the board
step-in_progress = in progress
step-escalated = escalated
step-solved_at_district = solved at district
step-solved_elsewhere = solved elsewhere
step-following = following
step-continuing_care = continuing care
step-closed = closed

## problem_group

problem_group-housing = housing
problem_group-water = water
problem_group-education = education
problem_group-income = income and occupation
problem_group-safety = safety of life and property
problem_group-vulnerable = vulnerable people
problem_group-other = trouble that cannot be solved alone

## unit

unit-person = persons
unit-household = households
unit-both = persons or households

## polarity

polarity-negative = problem
polarity-positive = positive question

## sensitivity

sensitivity-ordinary = ordinary
sensitivity-health = health
sensitivity-debt = debt
sensitivity-restricted = named district officers only

## problem_status

problem_status-open = open
problem_status-in_progress = in progress
problem_status-referred = referred
problem_status-escalated = put to province or ministry
problem_status-solved = solved
problem_status-cannot_be_solved = cannot be solved
problem_status-no_longer_present = no longer present

## team_kind

team_kind-district = district team
team_kind-subdistrict = subdistrict team
team_kind-mentor = mentor team

## member_kind

member_kind-person = person
member_kind-organisation = organisation

## formality

formality-formal = formal
formality-informal = informal

## team_role

team_role-head = head
team_role-secretary = secretary
team_role-lead = lead
team_role-mentor = mentor
team_role-member = member

## sector

sector-state = state
sector-religion = religion
sector-academia = academia
sector-private = private sector
sector-people = people
sector-civil_society = civil society
sector-media = media

## dimension

dimension-health = TPMAP dimension: health
dimension-living = TPMAP dimension: living conditions
dimension-education = TPMAP dimension: education
dimension-income = TPMAP dimension: income
dimension-access = TPMAP dimension: access to state services

## source

source-tpmap = TPMAP
source-thaiqm = ThaiQM
source-bmn = จปฐ. (BMN)
source-welfare = state welfare register
source-visits = past visits
source-help = past help
source-teams = roster of teams
source-accounts = list of accounts

## indicator_result

indicator_result-pass = pass
indicator_result-fail = fail
indicator_result-not_applicable = not applicable
indicator_result-not_asked = not asked
indicator_result-refused = refused

## visit_manner

visit_manner-at_home = at home
visit_manner-elsewhere = met elsewhere
visit_manner-telephone = by telephone
visit_manner-nobody_met = nobody met

## plan_part

plan_part-attitude = attitude
plan_part-skills = skills
plan_part-resources = resources
plan_part-way_out = way out

## plan_status

plan_status-draft = draft
plan_status-agreed = agreed with the household
plan_status-returned = returned
plan_status-approved = approved by the board
plan_status-replaced = replaced

## intervention_kind

intervention_kind-immediate = immediate
intervention_kind-development = development

## intervention_form

intervention_form-cash = cash
intervention_form-in_kind = in kind
intervention_form-service = service

## intervention_status

intervention_status-planned = planned
intervention_status-in_progress = in progress
intervention_status-done = done
intervention_status-cancelled = cancelled

## outcome

outcome-need_met = need met
outcome-partly_met = partly met
outcome-not_met = not met
outcome-not_yet_known = not yet known

## value

value-known = value known
value-estimated = value estimated
value-none = no value

## withheld

withheld-SMALL = withheld (small number)
withheld-COMPLEMENTARY = withheld (against subtraction)

## role

role-governor = governor
role-provincial_office_head = head of provincial office
role-province_officer = province officer
role-district_chief = district chief
role-district_officer = district officer
role-board_secretary = secretary of the district board
role-subdistrict_head = head of subdistrict team
role-team_member = team member
role-mentor = mentor
role-village_reporter = village reporter
role-local_officer = local organisation officer
role-agency_officer = agency officer
role-complaint_officer = ศูนย์ดำรงธรรม officer
role-partner = partner
role-media = media member
role-ministry_analyst = ministry analyst
role-auditor = auditor
role-system_administrator = system administrator
role-operator = operator

## held_as

held_as-held = held
held_as-acting = acting in the post
held_as-delegated = acting for

## met

met-yes = met
met-no = not met
met-unknown = unknown

## standing

standing-official = official
standing-default_to_be_confirmed = default of the system, to be confirmed

## area_level

area_level-country = country
area_level-province = province
area_level-district = district
area_level-subdistrict = subdistrict
area_level-village = village

## field

field-pid = citizen number
field-title = title
field-age = age
field-village = village name
field-seq = running number
field-income_main = income from the main occupation
field-income_second = income from a second occupation
field-income_other = other income
field-income_own = income from own produce
field-expense = expenses
field-debt = debt
field-name = name
field-first = first name
field-last = last name
field-sex = sex
field-birth = birth date
field-house_code = house code
field-house_no = house number
field-moo = village number
field-tambon = subdistrict
field-amphoe = district
field-province = province
field-area_code = village code
field-address = address
field-card = welfare card
field-area = area
field-member = member
field-erased = cells that erase
field-trusted_first = fields this file is believed on first
field-trusted_last = fields this file is believed on last
field-members = number of members
field-income_avg = average income
field-income_total = household income
field-round = year of registration
field-status = result of the register
field-short_number = short number
field-visited_on = day of the visit
field-manner = manner of the visit
field-visited_by = visited by
field-told_by = told by
field-findings = findings
field-nothing_changed = nothing changed
field-income_year = income a person a year
field-income_month = income a person a month
field-verification = verification
field-class = household class
field-need = need
field-kind = kind of help
field-form = form of help
field-sector = partner sector
field-agency = agency
field-project = project
field-value_satang = value (baht)
field-planned_on = planned for
field-done_on = given on
field-outcome = outcome of help
field-team = name of the team
field-team_kind = kind of team
field-member_kind = kind of member
field-formality = formal or informal
field-part = part in the team
field-since = since
field-user_name = user name
field-display_name = shown name
field-role = role in the system
field-held_as = how the post is held
field-order_number = number of the order
field-valid_from = from
field-valid_until = until
field-indicator = indicator

## parameter_kind

parameter_kind-bmn_catalogue = จปฐ. indicator catalogue
parameter_kind-problem_catalogue = problem catalogue
parameter_kind-income_line = income line
parameter_kind-target_rule = target rule
parameter_kind-opening_rule = opening rule
parameter_kind-criteria = criteria of levels

## opens

opens-nothing = nothing
opens-task = task to verify
opens-case = case

## opening_line

opening_line-tpmap_listed = listed in TPMAP
opening_line-bmn_fails_target_rule = fails จปฐ. under the target rule
opening_line-thaiqm_problem = a problem in ThaiQM
opening_line-thaiqm_positive = a positive question of ThaiQM
opening_line-proposed = proposed by a team or reporter

## criterion

criterion-has_house = has a house
criterion-has_food = has safe food
criterion-has_drinking_water = has drinking water
criterion-bedridden_cared = bedridden or chronically ill people cared for
criterion-disabled_cared = disabled people assisted
criterion-elderly_cared = elderly people assisted
criterion-dimension_health = does not fail TPMAP health
criterion-dimension_living = does not fail TPMAP living conditions
criterion-dimension_education = does not fail TPMAP education
criterion-dimension_income = does not fail TPMAP income
criterion-dimension_access = does not fail TPMAP access to services
criterion-income_at_line = income at the year’s line or above
criterion-has_savings = has savings

## matcher

matcher-new = new
matcher-id = equal citizen number
matcher-id-name = equal citizen number and name
matcher-id-part-of-name = equal citizen number and part of the name
matcher-name-birth = equal name and birth date
matcher-house-name = equal house and name
matcher-village-name = equal village and name
matcher-house-code = equal house code in one year
matcher-address = equal address in one year
matcher-members = the same members in another year
matcher-same-house = the same house in another year
matcher-fixed = settled by a person

## problem

problem-q01 = no house to live in
problem-q02 = dilapidated house
problem-q03 = no toilet
problem-q04 = unhygienic toilet
problem-q05 = grows kitchen vegetables
problem-q06 = sorts waste
problem-q07 = no clean drinking water
problem-q08 = no clean water for use
problem-q09 = affected by pollution
problem-q10 = child 3–5 not in a child development centre
problem-q11 = child 6–14 not in school
problem-q12 = finished M.3 and does not continue
problem-q13 = cannot read and write Thai
problem-q14 = cannot do simple sums
problem-q15 = average income below 40,000 baht a year
problem-q16 = 15–59 without occupation and income
problem-q17 = 60 or older without occupation and income
problem-q18 = no savings
problem-q19 = life or property unsafe
problem-q20 = affected by drugs
problem-q21 = chronic patient without carer
problem-q22 = bedridden patient without carer
problem-q23 = disabled person not assisted
problem-q24 = elderly person not assisted
problem-q25 = cannot get to hospital
problem-q26 = no citizen card
problem-q27 = house without number
problem-q28 = name not in a house register
problem-q29 = no access road
problem-q30 = no electricity
problem-q31 = no tap water
problem-q32 = informal debt
problem-q33 = lured to work abroad
problem-q34 = cheated
problem-q35 = treated unfairly
problem-q36 = farmland without title

## action

action-read_case = open a case
action-read_person_number = open a citizen number
action-read_restricted = open restricted problems
action-read_need = read a need
action-read_team = read teams
action-read_proposal = read proposals
action-propose_household = propose a household
action-accept_proposal = accept a proposal
action-correct_household = correct a household
action-prepare_assignment = prepare an assignment
action-assign_case = assign
action-share_among_mentors = share among mentor teams
action-hand_over = hand over
action-undo_act = undo
action-record_visit = record a visit
action-record_plan = record a plan
action-approve_plan = approve a plan
action-record_intervention = record help
action-update_problem = change a problem
action-verify_case = record verification
action-close_case = close a case
action-agree_closing = agree to closing
action-reopen_case = reopen a case
action-reassess_case = judge the level again
action-return_record = return for correction
action-manage_team = manage teams
action-read_partner = read the register of partners
action-manage_partner = keep the register of partners
action-import = import
action-undo_import = undo an import
action-answer_link_question = answer the question queue
action-merge_records = make two records one and take them apart
action-export_records = export records
action-read_figures = read figures
action-read_exact_figures = read exact figures
action-read_published_statistics = read published statistics
action-manage_accounts = manage accounts
action-manage_tokens = manage tokens
action-manage_areas = manage areas
action-manage_parameters = draft parameter sets
action-release_parameters = release parameter sets
action-read_audit = read the audit log
action-use_graphiql = use GraphiQL

## Why a household is kept when an import is taken back.

kept_because-visited = it was visited
kept_because-planned = a plan was recorded
kept_because-helped = help was recorded
kept_because-case_worked = its case was worked on
kept_because-consent_asked = a notice was given or consent asked
kept_because-corrected = somebody of it was set right by hand
kept_because-answered = a question about it was answered
kept_because-decided = a proposal about it was decided
kept_because-later_import = a later import speaks of it
kept_because-changed_since = somebody changed or used it since
kept_because-team_in_use = the team has work or other members by now, and stays
parameter_state-draft = draft
parameter_state-to_release = to be released
parameter_state-released = released

## setting

setting-figures-k = the smallest count that is published
setting-figures-publish_minutes = minutes between two publications of figures
setting-teams-mentor_load_line = households above which a mentor team is warned about
setting-help-plan_needed_above_satang = value in satang above which development help needs an approved plan
setting-import-duplicates_percent = duplicates among 100 rows taken above which an import stops itself
setting-import-second_person = whether a second person has to agree before an import begins (1 yes, 0 no)
setting-import-keep_original_days = days the original file of an import is kept
setting-links-days_at_each_step = days a question waits for the village, and then for the subdistrict, before the district

## era

era-buddhist = B.E.

## month

month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

## hand_back

hand_back_target-tpmap_logbook = TPMAP Logbook
hand_back_target-thaiqm = ThaiQM
hand_back_kind-help = help
hand_back_kind-class = household class
hand_back_kind-household = newly found household
hand_back_column-kind = what to enter
hand_back_column-text = details
hand_back_column-day = day
hand_back_column-place = place
hand_back_column-head = head of the household
hand_back_sheet-list = to be entered
hand_back_sheet-notes = notes
hand_back_note-whole = Work that was done here and is not marked as entered in the other system.
hand_back_note-mark = Once all of it is entered, mark the list as entered: it empties, and new work appears again.
hand_back_note-private = This file names people: keep it safe, and delete it after use.

## linking: what of two is compared, and how it compared

link_comparison-number = citizen number
link_comparison-given_name = given name
link_comparison-surname_at_home = surname (same house)
link_comparison-surname_in_village = surname (same village)
link_comparison-surname = surname
link_comparison-birth = birth date
link_comparison-sex = sex
link_comparison-place = place
link_comparison-company = others of the household
link_comparison-list = one list
link_level-same = the same
link_level-slip = one slip apart
link_level-sound = written otherwise, heard alike
link_level-near = one letter apart
link_level-swapped = given name and surname changed places
link_level-other = not the same
link_level-mask_agrees = the digits shown agree
link_level-mask_differs = the digits shown differ
link_level-same_month = month and year agree
link_level-same_year = the year agrees
link_level-same_age = the age agrees
link_level-house_code = one house code
link_level-address = one address
link_level-village = one village
link_level-subdistrict = one subdistrict
link_level-shared = others of the household are the same
link_level-apart = one list names both, in two houses
