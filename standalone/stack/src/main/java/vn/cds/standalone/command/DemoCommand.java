package vn.cds.standalone.command;

@picocli.CommandLine.Command(name = "demo")
public final class DemoCommand implements java.util.concurrent.Callable<Integer> {
  @Override
  public Integer call() {
    return 0;
  }
}
