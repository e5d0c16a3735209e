package vn.cds.alerts.judge;

/** A message to a topic: JSON in UTF-8, and its key. */
public record AlertMessage(byte[] key, byte[] value) {}
