# Labels of the field's words: family-code. One word per thing; docs/words.md is the list.

## level

level-not_yet_assessable = ยังประเมินไม่ได้
level-below_survive = ต่ำกว่าขั้นอยู่รอด
level-survive = ขั้นอยู่รอด
level-sufficient = ขั้นพอเพียง
level-sustainable = ขั้นยั่งยืน
level-fall_not_confirmed = ขั้นลดลงจากผลสำรวจ ยังไม่ยืนยันที่บ้าน

## case_status

case_status-to_verify = รอตรวจสอบ
case_status-being_helped = อยู่ระหว่างดำเนินการ
case_status-being_followed = ติดตามต่อเนื่อง
case_status-closed = ยุติแล้ว
case_status-continuing_care = ดูแลต่อเนื่อง

## verification

verification-confirmed = ยืนยันเป็นเป้าหมาย
verification-not_in_need = ไม่เข้าเกณฑ์
verification-not_found = ไม่พบตัว
verification-moved = ย้ายที่อยู่
verification-dead = เสียชีวิต
verification-duplicate = ข้อมูลซ้ำ
verification-refused = ไม่สะดวกให้ข้อมูล
verification-inaccessible = เข้าพื้นที่ไม่ได้

## household_class

household_class-can_develop = พัฒนาได้
household_class-needs_welfare = สงเคราะห์
household_class-declines = ไม่ขอรับความช่วยเหลือ

## closing_reason

closing_reason-sustainable = ถึงขั้นยั่งยืน
closing_reason-not_in_need = ไม่เข้าเกณฑ์
closing_reason-not_found = ไม่พบตัว
closing_reason-moved_away = ย้ายที่อยู่
closing_reason-all_died = เสียชีวิตทั้งครัวเรือน
closing_reason-duplicate = ข้อมูลซ้ำ
closing_reason-declined = ไม่ขอรับความช่วยเหลือ
closing_reason-solved_itself = แก้ไขได้ด้วยตนเอง
closing_reason-solved_elsewhere = แก้ไขแล้วโดยหน่วยงานอื่น

## agreement

agreement-chief = นายอำเภอเห็นชอบ
agreement-officer = เจ้าหน้าที่เห็นชอบ

## event

event-opened = รับเข้าดูแล
event-assigned = มอบหมาย
event-handed_over = ส่งมอบงาน
event-moved = ย้ายที่อยู่
event-unassigned = ถอนการมอบหมาย
event-visited = เยี่ยมครัวเรือน
event-verified = ตรวจสอบ
event-classified = จำแนกครัวเรือน
event-plan_agreed = จัดทำแผนครัวเรือน
event-plan_returned = ส่งคืนแก้ไขแผน
event-plan_approved = ศจพ.อ. เห็นชอบแผน
event-problem_found = พบปัญหา
event-problem_changed = เปลี่ยนสถานะปัญหา
event-intervention_planned = บันทึกการช่วยเหลือ
event-intervention_changed = เปลี่ยนสถานะการช่วยเหลือ
event-level_changed = ขั้นเปลี่ยน
event-follow_started = ติดตามต่อเนื่อง
event-help_resumed = กลับมาดำเนินการ
event-continuing_care_set = เริ่มดูแลต่อเนื่อง
event-continuing_care_ended = สิ้นสุดดูแลต่อเนื่อง
event-closing_proposed = เสนอยุติการดูแล
event-closing_returned = ส่งคืนข้อเสนอยุติการดูแล
event-closed = ยุติการดูแล
event-reopening_proposed = เสนอเปิดดูแลอีกครั้ง
event-reopened = เปิดดูแลอีกครั้ง
event-listed = อยู่ในบัญชีเป้าหมาย
event-no_longer_listed = ไม่อยู่ในบัญชีเป้าหมายแล้ว
event-obstacle_recorded = บันทึกอุปสรรค
event-obstacle_settled = แก้อุปสรรคแล้ว
event-commented = ข้อเสนอแนะ

## step

step-listed = อยู่ในบัญชีเป้าหมาย
step-assigned = มอบหมายแล้ว
step-visited = เยี่ยมแล้ว
step-verified = ตรวจสอบแล้ว
step-classified = จำแนกครัวเรือนแล้ว
step-plan_agreed = จัดทำแผนครัวเรือนแล้ว
step-approved = ศจพ.อ. เห็นชอบแล้ว
step-in_progress = อยู่ระหว่างดำเนินการ
step-escalated = เสนอจังหวัด/กระทรวงพิจารณา
step-solved_at_district = แก้ไขแล้วในระดับอำเภอ
step-solved_elsewhere = แก้ไขแล้วโดยหน่วยงานอื่น
step-following = ติดตามต่อเนื่อง
step-continuing_care = ดูแลต่อเนื่อง
step-closed = ยุติแล้ว

## problem_group

problem_group-housing = บ้าน/ที่อยู่อาศัย
problem_group-water = น้ำดื่ม/น้ำใช้
problem_group-education = การศึกษา
problem_group-income = รายได้และอาชีพ
problem_group-safety = ความปลอดภัยในชีวิตและทรัพย์สิน
problem_group-vulnerable = กลุ่มเปราะบาง
problem_group-other = ความเดือดร้อนที่ไม่สามารถแก้ไขได้ด้วยตนเอง

## unit

unit-person = คน
unit-household = ครัวเรือน
unit-both = คน/ครัวเรือน

## polarity

polarity-negative = ปัญหา
polarity-positive = คำถามเชิงบวก

## sensitivity

sensitivity-ordinary = ทั่วไป
sensitivity-health = ข้อมูลสุขภาพ
sensitivity-debt = ข้อมูลหนี้สิน
sensitivity-restricted = เปิดเฉพาะเจ้าหน้าที่อำเภอที่ระบุ

## problem_status

problem_status-open = ยังไม่ดำเนินการ
problem_status-in_progress = อยู่ระหว่างดำเนินการ
problem_status-referred = ส่งต่อหน่วยงาน
problem_status-escalated = เสนอจังหวัด/กระทรวงพิจารณา
problem_status-solved = แก้ไขแล้ว
problem_status-cannot_be_solved = แก้ไขไม่ได้
problem_status-no_longer_present = ไม่พบปัญหาแล้ว

## team_kind

team_kind-district = ทีมอำเภอ
team_kind-subdistrict = ทีมตำบล
team_kind-mentor = ทีมพี่เลี้ยง

## member_kind

member_kind-person = บุคคล
member_kind-organisation = องค์กร

## formality

formality-formal = ทางการ
formality-informal = ไม่ทางการ

## team_role

team_role-head = หัวหน้าทีม
team_role-secretary = เลขานุการทีม
team_role-lead = ผู้นำทีมพี่เลี้ยง
team_role-mentor = พี่เลี้ยง
team_role-member = สมาชิกทีม

## sector

sector-state = ราชการ
sector-religion = ผู้นำศาสนา
sector-academia = วิชาการ
sector-private = เอกชน
sector-people = ประชาชน
sector-civil_society = ประชาสังคม
sector-media = สื่อสารมวลชน

## dimension

dimension-health = มิติ TPMAP ด้านสุขภาพ
dimension-living = มิติ TPMAP ด้านความเป็นอยู่
dimension-education = มิติ TPMAP ด้านการศึกษา
dimension-income = มิติ TPMAP ด้านรายได้
dimension-access = มิติ TPMAP ด้านการเข้าถึงบริการภาครัฐ

## source

source-tpmap = TPMAP
source-thaiqm = ThaiQM
source-bmn = จปฐ.
source-welfare = ทะเบียนสวัสดิการแห่งรัฐ
source-visits = การเยี่ยมที่ผ่านมา
source-help = การช่วยเหลือที่ผ่านมา
source-teams = ทะเบียนทีม
source-accounts = รายชื่อบัญชีผู้ใช้

## indicator_result

indicator_result-pass = ผ่านเกณฑ์
indicator_result-fail = ตกเกณฑ์
indicator_result-not_applicable = ไม่มีผู้เข้าข่าย
indicator_result-not_asked = ไม่มีข้อมูล
indicator_result-refused = ไม่สะดวกให้ข้อมูล

## visit_manner

visit_manner-at_home = เยี่ยมที่บ้าน
visit_manner-elsewhere = พบที่อื่น
visit_manner-telephone = โทรศัพท์
visit_manner-nobody_met = ไม่พบผู้ใด

## plan_part

plan_part-attitude = ทัศนคติ
plan_part-skills = ทักษะ
plan_part-resources = ทรัพยากร
plan_part-way_out = ทางออก

## plan_status

plan_status-draft = ร่าง
plan_status-agreed = จัดทำแผนครัวเรือนแล้ว
plan_status-returned = ส่งคืนแก้ไข
plan_status-approved = ศจพ.อ. เห็นชอบแล้ว
plan_status-replaced = มีฉบับใหม่แทน

## intervention_kind

intervention_kind-immediate = เร่งด่วน
intervention_kind-development = พัฒนา

## intervention_form

intervention_form-cash = เงิน
intervention_form-in_kind = สิ่งของ
intervention_form-service = บริการ

## intervention_status

intervention_status-planned = วางแผนไว้
intervention_status-in_progress = อยู่ระหว่างดำเนินการ
intervention_status-done = ดำเนินการแล้ว
intervention_status-cancelled = ยกเลิก

## outcome

outcome-need_met = ได้รับการช่วยเหลือครบแล้ว
outcome-partly_met = ได้รับการช่วยเหลือบางส่วน
outcome-not_met = ยังไม่ได้รับการช่วยเหลือ
outcome-not_yet_known = ยังไม่ทราบผล

## value

value-known = ทราบมูลค่า
value-estimated = มูลค่าประมาณการ
value-none = ไม่มีมูลค่า

## withheld

withheld-SMALL = ไม่แสดง (จำนวนน้อย)
withheld-COMPLEMENTARY = ไม่แสดง (กันการคำนวณย้อน)

## role

role-governor = ผู้ว่าราชการจังหวัด
role-provincial_office_head = หัวหน้าสำนักงานจังหวัด
role-province_officer = เจ้าหน้าที่จังหวัด
role-district_chief = นายอำเภอ
role-district_officer = เจ้าหน้าที่อำเภอ
role-board_secretary = เลขานุการ ศจพ.อ.
role-subdistrict_head = หัวหน้าทีมตำบล
role-team_member = สมาชิกทีมตำบล
role-mentor = พี่เลี้ยง
role-village_reporter = ผู้แจ้งข้อมูลหมู่บ้าน
role-local_officer = เจ้าหน้าที่ อปท.
role-agency_officer = เจ้าหน้าที่หน่วยงาน
role-complaint_officer = เจ้าหน้าที่ศูนย์ดำรงธรรม
role-partner = ภาคีเครือข่าย
role-media = สื่อสารมวลชน
role-ministry_analyst = นักวิเคราะห์กระทรวง
role-auditor = ผู้ตรวจสอบ
role-system_administrator = ผู้ดูแลระบบ
role-operator = ผู้ปฏิบัติการเครื่องแม่ข่าย

## held_as

held_as-held = ดำรงตำแหน่ง
held_as-acting = รักษาราชการแทน
held_as-delegated = ปฏิบัติราชการแทน

## met

met-yes = ผ่าน
met-no = ไม่ผ่าน
met-unknown = ยังไม่มีข้อมูล

## standing

standing-official = ประกาศโดยหน่วยงาน
standing-default_to_be_confirmed = เกณฑ์ตั้งต้นของระบบ รอหน่วยงานยืนยัน

## area_level

area_level-country = ประเทศ
area_level-province = จังหวัด
area_level-district = อำเภอ
area_level-subdistrict = ตำบล
area_level-village = หมู่บ้าน

## field

field-pid = เลขประจำตัวประชาชน
field-title = คำนำหน้า
field-age = อายุ
field-village = ชื่อหมู่บ้าน
field-seq = ลำดับ
field-income_main = รายได้จากอาชีพหลัก
field-income_second = รายได้จากอาชีพรอง
field-income_other = รายได้อื่น
field-income_own = รายได้จากการทำ-หาเอง
field-expense = รายจ่าย
field-debt = หนี้สิน
field-name = ชื่อ-สกุล
field-first = ชื่อ
field-last = นามสกุล
field-sex = เพศ
field-birth = วันเกิด
field-house_code = รหัสบ้าน
field-house_no = บ้านเลขที่
field-moo = หมู่ที่
field-tambon = ตำบล
field-amphoe = อำเภอ
field-province = จังหวัด
field-area_code = รหัสหมู่บ้าน
field-address = ที่อยู่
field-card = บัตรสวัสดิการแห่งรัฐ
field-area = พื้นที่
field-member = สมาชิก
field-erased = ช่องที่ให้ลบค่าเดิม
field-trusted_first = ช่องที่เชื่อแฟ้มนี้ก่อน
field-trusted_last = ช่องที่ใช้แฟ้มนี้เมื่อไม่มีข้อมูลอื่น
field-members = จำนวนสมาชิก
field-income_avg = รายได้เฉลี่ย
field-income_total = รายได้ครัวเรือน
field-round = ปีที่ลงทะเบียน
field-status = ผลการพิจารณา
field-short_number = เลขย่อบนใบเยี่ยม
field-visited_on = วันที่เยี่ยม
field-manner = วิธีเยี่ยม
field-visited_by = ผู้เยี่ยม
field-told_by = ผู้ให้ข้อมูล
field-findings = สิ่งที่พบ
field-nothing_changed = ไม่มีอะไรเปลี่ยนจากครั้งก่อน
field-income_year = รายได้ต่อคนต่อปี
field-income_month = รายได้ต่อคนต่อเดือน
field-verification = ผลการตรวจสอบ
field-class = ประเภทครัวเรือน
field-need = ความต้องการช่วยเหลือ
field-kind = ประเภทการช่วยเหลือ
field-form = รูปแบบการช่วยเหลือ
field-sector = ภาคีเครือข่าย
field-agency = หน่วยงานที่ช่วยเหลือ
field-project = โครงการ
field-value_satang = มูลค่า (บาท)
field-planned_on = วันที่วางแผน
field-done_on = วันที่ช่วยเหลือ
field-outcome = ผลการช่วยเหลือ
field-team = ชื่อทีม
field-team_kind = ประเภททีม
field-member_kind = ประเภทสมาชิก
field-formality = ทางการหรือไม่ทางการ
field-part = หน้าที่ในทีม
field-since = เริ่มเมื่อ
field-user_name = ชื่อผู้ใช้
field-display_name = ชื่อที่แสดง
field-role = สิทธิ์การใช้งาน
field-held_as = การดำรงตำแหน่ง
field-order_number = เลขที่คำสั่ง
field-valid_from = ตั้งแต่วันที่
field-valid_until = ถึงวันที่
field-indicator = ตัวชี้วัด

## parameter_kind

parameter_kind-bmn_catalogue = บัญชีตัวชี้วัด จปฐ.
parameter_kind-problem_catalogue = บัญชีรายการปัญหา
parameter_kind-income_line = เส้นรายได้
parameter_kind-target_rule = นิยามเป้าหมาย
parameter_kind-opening_rule = กติการับเข้าดูแล
parameter_kind-criteria = เกณฑ์ขั้น

## opens

opens-nothing = ไม่เปิด
opens-task = ให้ตรวจสอบ
opens-case = รับเข้าดูแล

## opening_line

opening_line-tpmap_listed = อยู่ในบัญชีเป้าหมาย TPMAP
opening_line-bmn_fails_target_rule = ตกเกณฑ์ จปฐ. ตามนิยามเป้าหมาย
opening_line-thaiqm_problem = มีปัญหาตาม ThaiQM
opening_line-thaiqm_positive = คำถามเชิงบวกของ ThaiQM
opening_line-proposed = ทีมหรือผู้แจ้งข้อมูลเสนอ

## criterion

criterion-has_house = มีบ้านอยู่อาศัย
criterion-has_food = มีอาหารถูกสุขลักษณะ
criterion-has_drinking_water = มีน้ำดื่มสะอาด
criterion-bedridden_cared = ผู้ป่วยติดเตียงหรือเรื้อรังมีผู้ดูแล
criterion-disabled_cared = ผู้พิการได้รับการช่วยเหลือ
criterion-elderly_cared = ผู้สูงอายุได้รับการช่วยเหลือ
criterion-dimension_health = ไม่ตกเกณฑ์มิติ TPMAP ด้านสุขภาพ
criterion-dimension_living = ไม่ตกเกณฑ์มิติ TPMAP ด้านความเป็นอยู่
criterion-dimension_education = ไม่ตกเกณฑ์มิติ TPMAP ด้านการศึกษา
criterion-dimension_income = ไม่ตกเกณฑ์มิติ TPMAP ด้านรายได้
criterion-dimension_access = ไม่ตกเกณฑ์มิติ TPMAP ด้านการเข้าถึงบริการภาครัฐ
criterion-income_at_line = รายได้ต่อคนต่อปีไม่ต่ำกว่าเส้นรายได้ของปี
criterion-has_savings = มีเงินออม

## matcher

matcher-new = รายการใหม่
matcher-id = เลขประจำตัวตรงกัน
matcher-id-name = เลขประจำตัวและชื่อตรงกัน
matcher-id-part-of-name = เลขประจำตัวและชื่อบางส่วนตรงกัน
matcher-name-birth = ชื่อและวันเกิดตรงกัน
matcher-house-name = บ้านและชื่อตรงกัน
matcher-village-name = หมู่บ้านและชื่อตรงกัน
matcher-house-code = รหัสบ้านตรงกันในปีเดียวกัน
matcher-address = บ้านเลขที่และหมู่บ้านตรงกันในปีเดียวกัน
matcher-members = สมาชิกเดียวกันในปีอื่น
matcher-same-house = บ้านเดียวกันในปีอื่น
matcher-fixed = มีผู้ตัดสินไว้แล้ว

## problem

problem-q01 = ไม่มีบ้านอยู่อาศัย
problem-q02 = บ้านทรุดโทรม
problem-q03 = ไม่มีส้วม
problem-q04 = ส้วมไม่ถูกสุขลักษณะ
problem-q05 = ปลูกผักสวนครัว
problem-q06 = คัดแยกขยะ
problem-q07 = ไม่มีน้ำดื่มสะอาด
problem-q08 = ไม่มีน้ำสะอาดสำหรับใช้
problem-q09 = ได้รับผลกระทบจากมลพิษ
problem-q10 = เด็ก 3-5 ปี ไม่ได้เข้าศูนย์พัฒนาเด็กเล็ก
problem-q11 = เด็ก 6-14 ปี ไม่ได้เรียน
problem-q12 = จบ ม.3 ไม่ได้เรียนต่อ
problem-q13 = อ่านเขียนภาษาไทยไม่ได้
problem-q14 = คิดเลขอย่างง่ายไม่ได้
problem-q15 = รายได้เฉลี่ยต่ำกว่า 40,000 บาทต่อปี
problem-q16 = อายุ 15-59 ปี ไม่มีอาชีพและรายได้
problem-q17 = อายุ 60 ปีขึ้นไป ไม่มีอาชีพและรายได้
problem-q18 = ไม่มีเงินออม
problem-q19 = ไม่ปลอดภัยในชีวิตและทรัพย์สิน
problem-q20 = ได้รับผลกระทบจากยาเสพติด
problem-q21 = ผู้ป่วยเรื้อรังไม่มีผู้ดูแล
problem-q22 = ผู้ป่วยติดเตียงไม่มีผู้ดูแล
problem-q23 = ผู้พิการไม่ได้รับการช่วยเหลือ
problem-q24 = ผู้สูงอายุไม่ได้รับการช่วยเหลือ
problem-q25 = เดินทางไปโรงพยาบาลไม่ได้
problem-q26 = ไม่มีบัตรประชาชน
problem-q27 = บ้านไม่มีเลขที่
problem-q28 = ไม่มีชื่อในทะเบียนบ้าน
problem-q29 = ไม่มีถนนเข้าออก
problem-q30 = ไม่มีไฟฟ้าใช้
problem-q31 = ไม่มีน้ำประปา
problem-q32 = หนี้นอกระบบ
problem-q33 = ถูกหลอกไปทำงานต่างประเทศ
problem-q34 = ถูกฉ้อโกง
problem-q35 = ไม่ได้รับความเป็นธรรม
problem-q36 = ที่ดินทำกินไม่มีเอกสารสิทธิ์

## action

action-read_case = เปิดดูกรณี
action-read_person_number = เปิดดูเลขประจำตัว
action-read_restricted = เปิดดูปัญหาที่จำกัดการเข้าถึง
action-read_need = เปิดดูความต้องการช่วยเหลือ
action-read_team = ดูทีม
action-read_proposal = ดูข้อเสนอครัวเรือน
action-propose_household = เสนอครัวเรือน
action-accept_proposal = รับข้อเสนอครัวเรือน
action-correct_household = แก้ข้อมูลครัวเรือน
action-prepare_assignment = เตรียมการมอบหมาย
action-assign_case = มอบหมาย
action-share_among_mentors = แบ่งให้ทีมพี่เลี้ยง
action-hand_over = ส่งมอบงาน
action-undo_act = ย้อนคืน
action-record_visit = บันทึกการเยี่ยมครัวเรือน
action-record_plan = บันทึกแผนครัวเรือน
action-approve_plan = เห็นชอบแผนครัวเรือน
action-record_intervention = บันทึกการช่วยเหลือ
action-update_problem = เปลี่ยนสถานะปัญหา
action-verify_case = บันทึกผลการตรวจสอบ
action-close_case = ยุติการดูแล
action-agree_closing = เห็นชอบการยุติการดูแล
action-reopen_case = เปิดดูแลอีกครั้ง
action-reassess_case = ประเมินขั้นใหม่
action-return_record = ส่งคืนแก้ไข
action-manage_team = จัดการทีม
action-read_partner = ดูทะเบียนภาคีเครือข่าย
action-manage_partner = จัดการทะเบียนภาคีเครือข่าย
action-import = นำเข้าข้อมูล
action-undo_import = ย้อนคืนการนำเข้า
action-answer_link_question = ตอบรายการรอยืนยัน
action-merge_records = รวมสองรายการเป็นหนึ่งและแยกคืน
action-export_records = ส่งออกรายชื่อ
action-read_figures = ดูสถิติภาพรวม
action-read_exact_figures = ดูสถิติภาพรวมตามจริง
action-read_published_statistics = ดูสถิติที่เผยแพร่
action-manage_accounts = จัดการบัญชีผู้ใช้
action-manage_tokens = จัดการโทเคน
action-manage_areas = จัดการบัญชีพื้นที่
action-manage_parameters = จัดทำชุดค่า
action-release_parameters = ประกาศใช้ชุดค่า
action-read_audit = ดูบันทึกการใช้งาน
action-use_graphiql = ใช้ GraphiQL

## Why a household is kept when an import is taken back.

kept_because-visited = มีการเยี่ยมแล้ว
kept_because-planned = มีแผนครัวเรือนแล้ว
kept_because-helped = มีการช่วยเหลือแล้ว
kept_because-case_worked = มีผู้ทำงานในกรณีนี้แล้ว
kept_because-consent_asked = มีการแจ้งหรือขอความยินยอมแล้ว
kept_because-corrected = มีผู้แก้ไขข้อมูลบุคคลแล้ว
kept_because-answered = มีผู้ตอบรายการรอยืนยันแล้ว
kept_because-decided = มีผู้ตัดสินข้อเสนอแล้ว
kept_because-later_import = การนำเข้าครั้งหลังกล่าวถึงครัวเรือนนี้
kept_because-changed_since = มีผู้แก้ไขหรือใช้งานสิ่งที่นำเข้านี้แล้ว
kept_because-team_in_use = ทีมมีงานหรือสมาชิกอื่นแล้ว จึงยังคงทีมไว้
parameter_state-draft = ฉบับร่าง
parameter_state-to_release = รอวันเริ่มใช้
parameter_state-released = ประกาศใช้แล้ว

## setting

setting-figures-k = จำนวนน้อยที่สุดที่แสดงในสถิติ
setting-figures-publish_minutes = ระยะห่างการเผยแพร่สถิติ (นาที)
setting-teams-mentor_load_line = จำนวนครัวเรือนที่ระบบเตือนเมื่อทีมพี่เลี้ยงดูแลเกิน
setting-help-plan_needed_above_satang = มูลค่าการช่วยเหลือแบบพัฒนาที่หากเกินต้องมีแผนซึ่งเห็นชอบแล้ว (สตางค์)
setting-import-duplicates_percent = จากทุก 100 แถวที่รับ จำนวนแถวซ้ำที่หากเกินการนำเข้าจะหยุดเอง
setting-import-second_person = ต้องมีคนที่สองเห็นชอบก่อนนำเข้าหรือไม่ (1 ต้อง, 0 ไม่ต้อง)
setting-import-keep_original_days = จำนวนวันที่เก็บแฟ้มต้นฉบับของการนำเข้า
setting-links-days_at_each_step = จำนวนวันที่รายการรอยืนยันรอหมู่บ้านตอบ แล้วรอตำบลตอบ ก่อนถึงอำเภอ

## era

era-buddhist = พ.ศ.

## month

month-1 = มกราคม
month-2 = กุมภาพันธ์
month-3 = มีนาคม
month-4 = เมษายน
month-5 = พฤษภาคม
month-6 = มิถุนายน
month-7 = กรกฎาคม
month-8 = สิงหาคม
month-9 = กันยายน
month-10 = ตุลาคม
month-11 = พฤศจิกายน
month-12 = ธันวาคม

## hand_back

hand_back_target-tpmap_logbook = TPMAP Logbook
hand_back_target-thaiqm = ThaiQM
hand_back_kind-help = การช่วยเหลือ
hand_back_kind-class = ประเภทครัวเรือน
hand_back_kind-household = ครัวเรือนที่พบใหม่
hand_back_column-kind = สิ่งที่ต้องกรอก
hand_back_column-text = รายละเอียด
hand_back_column-day = วันที่
hand_back_column-place = พื้นที่
hand_back_column-head = หัวหน้าครัวเรือน
hand_back_sheet-list = รายการรอกรอก
hand_back_sheet-notes = คำอธิบาย
hand_back_note-whole = รายการที่ทำแล้วในระบบนี้และยังไม่ทำเครื่องหมายว่ากรอกในระบบปลายทาง
hand_back_note-mark = เมื่อกรอกครบแล้ว ให้ทำเครื่องหมายว่า “กรอกแล้ว” ในหน้ารายการรอกรอก รายการจะว่างลง และงานใหม่จะขึ้นมาอีก
hand_back_note-private = แฟ้มนี้มีชื่อบุคคล โปรดเก็บรักษาและลบเมื่อใช้เสร็จ

## linking: what of two is compared, and how it compared

link_comparison-number = เลขประจำตัวประชาชน
link_comparison-given_name = ชื่อ
link_comparison-surname_at_home = นามสกุล (บ้านเดียวกัน)
link_comparison-surname_in_village = นามสกุล (หมู่บ้านเดียวกัน)
link_comparison-surname = นามสกุล
link_comparison-birth = วันเกิด
link_comparison-sex = เพศ
link_comparison-place = ที่อยู่
link_comparison-company = คนในบ้านเดียวกัน
link_comparison-list = บัญชีรายชื่อเดียวกัน
link_level-same = ตรงกัน
link_level-slip = ต่างกันเพียงจุดเดียว คล้ายเขียนผิด
link_level-sound = เขียนต่างกัน แต่ออกเสียงเหมือนกัน
link_level-near = ต่างกันหนึ่งตัวอักษร
link_level-swapped = ชื่อกับนามสกุลสลับกัน
link_level-other = ไม่ตรงกัน
link_level-mask_agrees = เลขที่ปิดบางหลักตรงกันในหลักที่เห็น
link_level-mask_differs = เลขที่ปิดบางหลักไม่ตรงกันในหลักที่เห็น
link_level-same_month = ตรงกันถึงเดือนและปี
link_level-same_year = ตรงกันถึงปี
link_level-same_age = อายุตรงกัน
link_level-house_code = รหัสบ้านเดียวกัน
link_level-address = ที่อยู่เดียวกัน
link_level-village = หมู่บ้านเดียวกัน
link_level-subdistrict = ตำบลเดียวกัน
link_level-shared = มีคนอื่นในบ้านตรงกัน
link_level-apart = อยู่คนละบ้านในบัญชีเดียวกัน
