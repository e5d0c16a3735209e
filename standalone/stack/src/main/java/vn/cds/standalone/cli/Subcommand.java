package vn.cds.standalone.cli;

import java.util.concurrent.Callable;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.error.UserError;

/**
 * A subcommand of {@code ./cds} that lives in another module. It carries picocli's {@code @Command}
 * and is found by {@link java.util.ServiceLoader}. It returns an {@link ExitCode} and throws {@link
 * UserError} for what the user can mend.
 */
public interface Subcommand extends Callable<Integer> {}
