package vn.cds.standalone.command.feed;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vn.cds.contract.roster.FormerUnits;
import vn.cds.contract.roster.Roster;
import vn.cds.importer.inspect.Inspection;
import vn.cds.importer.inspect.InspectionReport;
import vn.cds.importer.inspect.MappingDraft;
import vn.cds.importer.mapping.Mapping;
import vn.cds.importer.mapping.ViewRule;
import vn.cds.importer.view.ViewSource;
import vn.cds.standalone.command.option.DriverFolder;
import vn.cds.standalone.command.option.ReferenceFiles;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.error.UserError;

/** A look at an export that nobody described. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = {
      "Look at an export: encoding, header, columns with the forms of their cells, and a proposed"
          + " mapping with the confidence and the reason of each line.",
      "",
      "Cells are never printed, except the words of columns that are recognised as statuses and the"
          + " like, and the names of communes."
    },
    footer = {
      "",
      "Examples:",
      "  ./cds import inspect 2024.xlsx",
      "  ./cds import inspect 2024.xlsx --out mapping.properties",
      "  ./cds import inspect view.properties    the view that view.url and view.table name",
      "",
      "Exit codes: 0 the proposed mapping is whole; 1 something has to be filled in; 2 the file"
          + " cannot be read."
    })
final class ImportInspectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ReferenceFiles reference;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write the proposed mapping to this file, which must not exist yet.")
  private Path mapping;

  @Mixin private DriverFolder drivers;

  @Parameters(
      arity = "1",
      paramLabel = "FILE",
      description = "The export; or a file NAME.properties with the keys view. of a mapping.")
  private Path file;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Roster roster = reference.roster();
    FormerUnits former = reference.formerUnits(roster);
    ViewRule view = file.toString().endsWith(".properties") ? Mapping.readView(file) : null;
    Inspection inspection =
        view == null
            ? Inspection.of(file, roster, former)
            : Inspection.ofView(
                file, new ViewSource(view, drivers.drivers(), Clock.systemUTC()), roster, former);
    new InspectionReport(inspection).print(out);
    MappingDraft draft = new MappingDraft(inspection);
    out.println();
    if (mapping == null) {
      out.println("--out FILE writes the proposed mapping to a file");
    } else {
      write(draft.text() + viewKeys(view));
      out.println("wrote " + mapping + "; look at each line before you import");
    }
    return draft.isWhole() ? ExitCode.OK : ExitCode.FAILED;
  }

  /** The mapping reads what was looked at. */
  private String viewKeys(ViewRule view) {
    if (view == null) {
      return "";
    }
    try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> line.startsWith("view."))
          .collect(Collectors.joining("\n", "\n", "\n"));
    } catch (IOException e) {
      throw UserError.usage("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private void write(String text) {
    try {
      Files.writeString(mapping, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw UserError.usage(mapping + " exists already. Name another file, or remove it", e);
    } catch (IOException e) {
      throw UserError.usage("cannot write " + mapping + ": " + e.getMessage(), e);
    }
  }
}
