package vn.cds.runtime.options;

/** The release a job was built from, as its jar's manifest says. */
public final class JobVersion {
  private JobVersion() {}

  /** For example {@code 1.0.0}; {@code unreleased} when the classes do not come from a jar. */
  public static String get() {
    String version = JobVersion.class.getPackage().getImplementationVersion();
    return version == null ? "unreleased" : version;
  }
}
