-- Its successor gives no worth to what nobody has verified.
DROP VIEW IF EXISTS scoring_rule_writer;
