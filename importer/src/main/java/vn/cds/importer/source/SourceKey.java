package vn.cds.importer.source;

import vn.cds.contract.event.EventStream;

/**
 * Names in the topic of states what was read: {@code KIND/SOURCE/file/DIGEST} and {@code
 * KIND/SOURCE/view/DIGEST}.
 */
record SourceKey(EventStream kind, String source) {

  /**
   * @param digest of its content
   */
  String ofFile(String digest) {
    return prefix("file") + digest;
  }

  /**
   * @param digest of its name
   */
  String ofView(String digest) {
    return prefix("view") + digest;
  }

  /** The digest of a file that a key names; null when it names none of this kind and source. */
  String file(String key) {
    return behind(prefix("file"), key);
  }

  /** The digest of a view that a key names; null when it names none of this kind and source. */
  String view(String key) {
    return behind(prefix("view"), key);
  }

  private String prefix(String what) {
    return kind.wireName() + '/' + source + '/' + what + '/';
  }

  private static String behind(String prefix, String key) {
    return key.startsWith(prefix) ? key.substring(prefix.length()) : null;
  }
}
