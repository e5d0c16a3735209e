package vn.cds.dashboard.access.login;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.InetAddressSet;

/** The proxies in front of the board whose word is taken. Thread-safe once it is filled. */
public final class Proxies {

  private static final Pattern NUMERIC =
      Pattern.compile(
          "(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  /** Bits of the prefix of the widest block that is taken: a wider one holds strangers. */
  private static final int LEAST_PREFIX = 8;

  private static final Pattern BLOCK = Pattern.compile(".*/([0-9]{1,3})");

  private final InetAddressSet addresses = new InetAddressSet();

  /** Whether a block, such as 0.0.0.0/0, is so wide that anybody's word would be taken. */
  public static boolean isTooWide(String text) {
    Matcher block = BLOCK.matcher(text);
    return block.matches() && Integer.parseInt(block.group(1)) < LEAST_PREFIX;
  }

  /** Adds 10.0.0.5, 10.1.0.0/16, fd00::/8 or the like; false when it is no such address. */
  public boolean add(String text) {
    if (address(text.replaceFirst("/[0-9]{1,3}$", "")) == null) {
      return false;
    }
    try {
      return addresses.add(text);
    } catch (IllegalArgumentException e) { // not an address after all, or too many bits
      return false;
    }
  }

  /** Whether a request comes straight from one of them. */
  boolean sent(HttpServletRequest request) {
    return contains(request.getRemoteAddr());
  }

  /**
   * The address a request began at: the last one that is none of the proxies'. What stands before
   * it in the header may be invented.
   */
  public String clientOf(HttpServletRequest request) {
    List<String> way = new ArrayList<>();
    for (String header : Collections.list(request.getHeaders("X-Forwarded-For"))) {
      Arrays.stream(header.split(",", -1)).map(String::strip).forEach(way::add);
    }
    String client = request.getRemoteAddr();
    for (int step = way.size() - 1; step >= 0 && contains(client); step--) {
      if (address(way.get(step)) == null) {
        break;
      }
      client = way.get(step);
    }
    return client;
  }

  private boolean contains(String text) {
    InetAddress address = address(text);
    return address != null && addresses.test(address);
  }

  /** Null unless it is an address in digits; names are never looked up. */
  private static InetAddress address(String text) {
    String plain = text.replaceFirst("%.*$", "").replaceAll("^\\[|]$", "");
    if (!NUMERIC.matcher(plain).matches()) {
      return null;
    }
    try {
      return InetAddress.getByName(plain);
    } catch (UnknownHostException e) {
      return null;
    }
  }
}
