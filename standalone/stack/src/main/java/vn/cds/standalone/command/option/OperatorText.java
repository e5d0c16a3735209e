package vn.cds.standalone.command.option;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import vn.cds.contract.text.PlainText;

/** A text that others will read later: a name, a reason. Not blank, by the rule of PlainText. */
public final class OperatorText implements ITypeConverter<String> {
  @Override
  public String convert(String text) {
    String stripped = text.strip();
    if (stripped.isEmpty()) {
      throw new TypeConversionException("must not be blank: it is kept");
    }
    PlainText.fault(stripped)
        .ifPresent(
            fault -> {
              throw new TypeConversionException(fault);
            });
    return stripped;
  }
}
