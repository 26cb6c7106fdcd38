-- Of two people, what their score is the sum of: the prior and each comparison with its level and weight. Codes and
-- whole numbers, nothing of a person.
alter table link_question add column explanation {json};
