-- References that PostgreSQL looked up one by one for every row stored, a quarter of an import's time: those of what an
-- import writes by the million, together with what it refers to, and those to areas, which nothing ever deletes. SQLite
-- goes on looking them up, and so does every test on it; `doctor` looks for any that lead nowhere.

{postgres} alter table source_row drop constraint source_row_area_id_fkey;
{postgres} alter table source_row drop constraint source_row_batch_id_fkey;
{postgres} alter table link drop constraint link_home_province_source_row_id_fkey;
{postgres} alter table survey_result drop constraint survey_result_home_province_household_id_fkey;
{postgres} alter table identifier drop constraint identifier_home_province_person_id_fkey;
{postgres} alter table household drop constraint household_area_id_fkey;
{postgres} alter table residence drop constraint residence_area_id_fkey;
{postgres} alter table residence drop constraint residence_home_province_household_id_fkey;
{postgres} alter table membership drop constraint membership_home_province_household_id_fkey;
{postgres} alter table "case" drop constraint case_area_id_fkey;
{postgres} alter table case_fact drop constraint case_fact_area_id_fkey;
{postgres} alter table case_fact drop constraint case_fact_tally_area_id_fkey;
